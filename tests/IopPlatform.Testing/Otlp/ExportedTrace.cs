using System.Globalization;
using Google.Protobuf;
using IopPlatform.Testing.Otlp.Wire;

namespace IopPlatform.Testing.Otlp;

/// <param name="Service">The name of the service that exported it.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="Linked">The ids of the traces that it links to.</param>
public sealed record ExportedSpan(
    string Service,
    string Source,
    string Name,
    Span.Types.Kind Kind,
    string TraceId,
    string Id,
    string? ParentId,
    ulong Start,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Linked)
{
    public override string ToString() => $"{Service}: {Name}";
}

/// <summary>All spans of one trace that have come so far.</summary>
/// <param name="spans">Each once: an exporter that was not answered sends again.</param>
public sealed class ExportedTrace(IReadOnlyList<ExportedSpan> spans)
{
    private readonly Dictionary<string, ExportedSpan> byId = spans.ToDictionary(span => span.Id);

    public IReadOnlyList<ExportedSpan> Spans => spans;

    /// <summary>Whose parent has not come: one in a whole trace, where it begins.</summary>
    public IReadOnlyList<ExportedSpan> Beginnings => [.. spans.Where(span => Parent(span) is null)];

    public ExportedSpan? Parent(ExportedSpan span) => span.ParentId is { } parent ? byId.GetValueOrDefault(parent) : null;

    /// <summary>From the beginning of the trace to this span.</summary>
    public IReadOnlyList<ExportedSpan> PathTo(ExportedSpan span)
    {
        var path = new Stack<ExportedSpan>();
        for (var step = span; step is not null; step = Parent(step)) path.Push(step);
        return [.. path];
    }
}

/// <summary>Reads the spans of a sink, each batch once.</summary>
public sealed class ExportedSpans(OtlpSink sink)
{
    private readonly List<ExportedSpan> spans = [];
    private int batches;

    /// <summary>All that have come until now; the answer does not grow while it is gone through.</summary>
    public IReadOnlyList<ExportedSpan> Read()
    {
        if (!sink.Received.TryGetValue("traces", out var received)) return [];

        foreach (var batch in received.Skip(batches))
        {
            spans.AddRange(TracesData.Parser.ParseFrom(batch).ResourceSpans.SelectMany(Spans));
            batches++;
        }

        return [.. spans];
    }

    public ExportedTrace Trace(string id) => new([.. Read().Where(span => span.TraceId == id).DistinctBy(span => span.Id)]);

    private static IEnumerable<ExportedSpan> Spans(ResourceSpans resource) =>
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new ExportedSpan(
            resource.Resource.Attributes.First(attribute => attribute.Key == "service.name").Value.StringValue,
            scope.Scope.Name,
            span.Name,
            span.Kind,
            Hex(span.TraceId),
            Hex(span.SpanId),
            span.ParentSpanId.IsEmpty ? null : Hex(span.ParentSpanId),
            span.StartTimeUnixNano,
            span.Attributes.GroupBy(attribute => attribute.Key).ToDictionary(named => named.Key, named => Text(named.Last().Value)),
            [.. span.Links.Select(link => Hex(link.TraceId))]);

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.None => "",
    };
}
