using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Checking;

namespace IopPlatform.EndToEnd.Tests.Fuzz;

/// <summary>A request that once succeeded, with one thing changed.</summary>
/// <param name="What">The change, for the report.</param>
internal sealed record FuzzRequest(
    string What, string PathAndQuery, byte[]? Body, string? ContentType, string? IfMatch, string? IdempotencyKey)
{
    private const string Hole = "@@hole@@";

    /// <summary>Properties of a body that are changed, counted from its start: bundles have hundreds.</summary>
    private const int PropertiesMax = 40;

    public static FuzzRequest From(Exchange sample, PublicOperation operation) => new(
        "as it was",
        sample.Path + sample.Query,
        sample.Body is null ? null : Encoding.UTF8.GetBytes(sample.Body),
        sample.ContentType,
        sample.IfMatch,
        operation.Creates ? Guid.CreateVersion7().ToString() : null);

    public static IEnumerable<FuzzRequest> Around(Exchange sample, PublicOperation operation)
    {
        var good = From(sample, operation);
        return Segments(good, sample).Concat(Queries(good)).Concat(Headers(good, operation))
            .Concat(sample.Body is null ? [] : Bodies(good).Concat(Properties(good, sample.Body)))
            .Select(request => operation.Creates && request.IdempotencyKey == good.IdempotencyKey
                ? request with { IdempotencyKey = Guid.CreateVersion7().ToString() }
                : request);
    }

    /// <summary>The same request with each id of it replaced, one at a time, by one that belongs to somebody else.</summary>
    public static IEnumerable<FuzzRequest> WithForeignIds(Exchange sample, PublicOperation operation, IReadOnlyList<Guid> foreign)
    {
        var good = From(sample, operation);
        var next = 0;
        foreach (var (property, value) in Leaves(JsonNode.Parse(sample.Body!)!))
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var id) && Guid.TryParse(id, out _))
            {
                var body = sample.Body!.Replace(id, foreign[next++ % foreign.Count].ToString(), StringComparison.Ordinal);
                yield return good with { What = $"{property} of somebody else", Body = Encoding.UTF8.GetBytes(body), IdempotencyKey = Guid.CreateVersion7().ToString() };
            }
        }
    }

    public HttpRequestMessage ToMessage(HttpMethod method)
    {
        var message = new HttpRequestMessage(method, PathAndQuery);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        Add(message.Headers, "Idempotency-Key", IdempotencyKey);
        Add(message.Headers, "If-Match", IfMatch);
        return message;
    }

    private static void Add(HttpRequestHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static IEnumerable<FuzzRequest> Segments(FuzzRequest good, Exchange sample)
    {
        var segments = sample.Path.Split('/');
        for (var place = 3; place < segments.Length; place++)
        {
            if (!Guid.TryParse(segments[place], out _) && !char.IsAsciiDigit(segments[place][0])) continue;
            foreach (var value in Hostile.Segments)
            {
                var changed = string.Join('/', segments.Select((segment, index) => index == place ? value : segment));
                yield return good with { What = $"path segment {place} is {Short(value)}", PathAndQuery = changed + sample.Query };
            }
        }
    }

    private static IEnumerable<FuzzRequest> Queries(FuzzRequest good)
    {
        var (path, query) = good.PathAndQuery.Split('?') is [var before, var after] ? (before, after) : (good.PathAndQuery, "");
        var names = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0])
            .Union(["cursor", "limit", "siteId", "status", "asOf", "from", "to", "search", "patientId"]);
        return
            from name in names
            from value in Hostile.QueryValues
            select good with { What = $"query {name} is {Short(value)}", PathAndQuery = $"{path}?{name}={Uri.EscapeDataString(value)}" };
    }

    private static IEnumerable<FuzzRequest> Headers(FuzzRequest good, PublicOperation operation)
    {
        foreach (var value in new[] { "x", "\"-1\"", "\"99999999999999999999\"", "*", "W/\"1\"", "\"1\", \"2\"", new string('1', 5000) })
        {
            yield return good with { What = $"If-Match is {Short(value)}", IfMatch = value };
        }

        if (operation.Creates)
        {
            foreach (var value in new[] { "", " ", new string('k', 201), "ключ", "a,b", "'; drop table idempotency; --" })
            {
                yield return good with { What = $"Idempotency-Key is {Short(value)}", IdempotencyKey = value };
            }
        }
    }

    private static IEnumerable<FuzzRequest> Bodies(FuzzRequest good) =>
        Hostile.Bodies.Select(body => good with { What = $"the body is {body.Name}", Body = body.Body, ContentType = body.ContentType });

    private static IEnumerable<FuzzRequest> Properties(FuzzRequest good, string body)
    {
        var count = Leaves(JsonNode.Parse(body)!).Take(PropertiesMax).Count();
        for (var place = 0; place < count; place++)
        {
            var json = JsonNode.Parse(body)!;
            var (property, value) = Leaves(json).ElementAt(place);
            value.ReplaceWith(Hole);
            var text = json.ToJsonString();
            // Every property meets every value, spread over the operations that share it.
            foreach (var hostile in Hostile.JsonValues.Where((_, index) => count < 8 || (index + place) % 3 == 0))
            {
                yield return good with
                {
                    What = $"{property} is {Short(hostile)}",
                    Body = Encoding.UTF8.GetBytes(text.Replace($"\"{Hole}\"", hostile, StringComparison.Ordinal)),
                };
            }
        }

        if (JsonNode.Parse(body) is JsonObject known)
        {
            known["ofNoMeaning"] = 1;
            yield return good with { What = "an unknown property", Body = Encoding.UTF8.GetBytes(known.ToJsonString()) };
        }
    }

    private static IEnumerable<(string Property, JsonNode Value)> Leaves(JsonNode node, string path = "$") => node switch
    {
        JsonObject json => json.Where(pair => pair.Value is not null).SelectMany(pair => Leaves(pair.Value!, $"{path}.{pair.Key}")),
        JsonArray items => items.OfType<JsonNode>().Take(3).SelectMany((item, index) => Leaves(item, $"{path}[{index}]")),
        _ => [(path, node)],
    };

    private static string Short(string value) => value.Length <= 40 ? $"'{value}'" : $"'{value[..20]}…' ({value.Length} characters)";
}
