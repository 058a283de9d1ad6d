using IopPlatform.EndToEnd.Tests.Leaks;
using IopPlatform.Testing;
using IopPlatform.Testing.Otlp;
using static IopPlatform.Testing.Otlp.Wire.Span.Types;

namespace IopPlatform.EndToEnd.Tests.Traces;

/// <summary>
/// What a request sets off is one trace, from the gateway to the server-sent event. Here every trace is kept; elsewhere what is kept
/// is decided where a trace begins, and followed by everybody after (TraceBudgetTests).
/// </summary>
[Collection(WatchedCollection.Name)]
public sealed class TraceTests(LeakPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ExportedSpans exported = new(platform.Otlp);

    /// <summary>
    /// Of the journeys' requests at least one: where two changes of a board come together, one event is sent for both, in the trace of
    /// the later one.
    /// </summary>
    [Theory]
    [InlineData("/admission", "intake", "POST /api/intake/referrals/{id")]
    [InlineData("/check-ins", "scheduling", "POST /api/scheduling/sessions/{id")]
    public async Task Change_OfThePublicApi_IsFollowedToTheServerSentEvent(string path, string service, string route)
    {
        var push = await Eventually.GetAsync(
            () => Task.FromResult(Whole(path).SelectMany(trace => trace.Spans.Where(span => span.Name == "push live state").Select(span => trace.PathTo(span))).FirstOrDefault()),
            $"a trace from a POST of …{path} to a server-sent event, but the traces hold {Seen(path)}",
            Patience);
        (string Service, string Name, Kind Kind)[] expected =
        [
            ("gateway", route, Kind.Server),
            (service, route, Kind.Server),
            (service, "relay outbox", Kind.Internal),
            (service, "publish IopPlatform.Contracts.", Kind.Producer),
            ("program-state", "receive program-state-fold-", Kind.Consumer),
            ("program-state", "process program-state-fold-", Kind.Consumer),
            ("program-state", "IEpisodeGrain/AppendAsync", Kind.Server),
            ("program-state", "append episode", Kind.Internal),
            ("program-state", "push live state", Kind.Producer),
        ];
        var found = push.Where(span => expected.Any(one => one.Service == span.Service && one.Kind == span.Kind && span.Name.StartsWith(one.Name, StringComparison.Ordinal)));
        Assert.True(
            expected.Select(one => (one.Service, one.Kind)).SequenceEqual(found.Select(span => (span.Service, span.Kind))),
            $"The way was {string.Join(" > ", push.Select(span => $"{span} ({span.Kind})"))}.");
        var process = push.Last(span => span.Kind == Kind.Consumer);
        Assert.Equal("rabbitmq", process.Attributes["messaging.system"]);
        Assert.Equal(process.Name, $"{process.Attributes["messaging.operation.name"]} {process.Attributes["messaging.destination.name"]}");
        Assert.NotEmpty(push[^1].Linked);
    }

    /// <summary>Each span's parent is there, and began no later: one clock serves all processes here.</summary>
    [Theory]
    [InlineData("/referrals")]
    [InlineData("/admission")]
    [InlineData("/check-ins")]
    [InlineData("/sign")]
    public async Task Change_OfThePublicApi_IsOneTraceInOrderWithoutOrphans(string path)
    {
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(Whole(path).Count == TraceIds(path).Count),
            $"every trace of a POST of …{path} to be whole, but they hold {Seen(path)}",
            Patience);
        Assert.Contains(Whole(path), trace => trace.Spans.Any(Consumes));
        foreach (var trace in Whole(path))
        {
            Assert.Equal("gateway", trace.Beginnings[0].Service);
            Assert.All(trace.Spans, span => Assert.True(
                trace.Parent(span) is not { } parent || parent.Start <= span.Start, $"{span} began before its parent {trace.Parent(span)}."));
        }
    }

    /// <summary>With one beginning, the answer of a service, and a consumer for each message that was sent.</summary>
    private IReadOnlyList<ExportedTrace> Whole(string path) =>
    [
        .. TraceIds(path).Select(exported.Trace).Where(trace =>
            trace.Beginnings.Count == 1
            && trace.Spans.Count(span => span.Kind == Kind.Server && span.Name.StartsWith("POST ", StringComparison.Ordinal)) >= 2
            && trace.Spans.Count(span => span.Name == "relay outbox")
                == trace.Spans.Where(Consumes).SelectMany(trace.PathTo).Where(span => span.Name == "relay outbox").Distinct().Count()),
    ];

    private static bool Consumes(ExportedSpan span) => span.Name.StartsWith("process ", StringComparison.Ordinal);

    private IReadOnlyList<string> TraceIds(string path) =>
    [
        .. platform.Exchanges.All
            .Where(exchange => exchange.Method == HttpMethod.Post && (int)exchange.Status is >= 200 and < 300)
            .Where(exchange => exchange.Path.EndsWith(path, StringComparison.Ordinal))
            .Select(exchange => exchange.TraceId!),
    ];

    private string Seen(string path) => string.Join("; ", TraceIds(path).Select(exported.Trace).Select(trace =>
        $"{trace.Spans.Count} spans beginning with {string.Join(", ", trace.Beginnings)}"));
}
