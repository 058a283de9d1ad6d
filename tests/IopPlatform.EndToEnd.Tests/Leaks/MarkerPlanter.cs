using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests.Leaks;

/// <summary>
/// Sits on the journeys' connections: adds a marker of its own to every text and name that goes to the gateway, and keeps what the
/// gateway says in errors.
/// </summary>
public sealed class MarkerPlanter(Markers markers)
{
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentDictionary<string, (HttpMethod Method, Uri Address, AuthenticationHeaderValue? Token, string Body)> samples = new();

    /// <summary>The bodies and headers of everything that was refused.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    public HttpMessageHandler Around(HttpMessageHandler connection) => new Planter(this) { InnerHandler = connection };

    /// <summary>Sends each kind of request once more with wrong types and unknown fields, so that the refusals have something to tell.</summary>
    public async Task ProvokeErrorsAsync(Uri gateway)
    {
        using var http = new HttpClient(Around(new SocketsHttpHandler())) { BaseAddress = gateway };
        foreach (var sample in samples.Values)
        {
            var spoilt = JsonNode.Parse(sample.Body) as JsonObject ?? [];
            foreach (var (name, value) in spoilt.ToArray())
            {
                spoilt[name] = value is JsonValue ? new JsonObject { ["wrong"] = value.DeepClone() } : JsonValue.Create($"{value?.ToJsonString()}");
            }

            spoilt["note"] = "of an unknown kind";
            foreach (var body in new[] { spoilt.ToJsonString(), sample.Body + "}", sample.Body.Replace("\":\"", "\":\"\0", StringComparison.Ordinal) })
            {
                using var request = new HttpRequestMessage(sample.Method, sample.Address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.Authorization = sample.Token;
                request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                using var response = await http.SendAsync(request);
            }
        }
    }

    private string Plant(string path, string body)
    {
        var json = JsonNode.Parse(body);
        Plant(json, path);
        return json?.ToJsonString() ?? body;
    }

    private void Plant(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json.ToArray())
                {
                    if (MarkedFields.Marked.TryGetValue(name, out var kind) && !MarkedFields.IsCode(path, name))
                    {
                        json[name] = Marked(value, kind, name);
                    }

                    Plant(json[name], path);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Plant(item, path);
                }

                break;
        }
    }

    private JsonNode? Marked(JsonNode? value, MarkerKind kind, string field) => value switch
    {
        JsonValue text when text.TryGetValue<string>(out var words) => $"{words} {markers.Next(kind, field)}",
        JsonArray items when items.All(item => item is JsonValue one && one.TryGetValue<string>(out _)) =>
            new JsonArray([.. items.Select(item => JsonValue.Create($"{item!.GetValue<string>()} {markers.Next(kind, field)}"))]),
        _ => value?.DeepClone(),
    };

    private sealed class Planter(MarkerPlanter planter) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (request.Content is { Headers.ContentType.MediaType: { } type } content && type.Contains("json", StringComparison.Ordinal)
                && path.StartsWith("/api/", StringComparison.Ordinal) && !request.Options.TryGetValue(IsPlanted, out _))
            {
                var body = planter.TryPlant(path, await content.ReadAsStringAsync(cancellationToken));
                request.Content = new StringContent(body, Encoding.UTF8);
                request.Content.Headers.ContentType = content.Headers.ContentType;
                request.Options.Set(IsPlanted, true);
                planter.samples[$"{request.Method} {Shape(path)}"] = (request.Method, request.RequestUri, request.Headers.Authorization, body);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                planter.errors.Enqueue($"{request.Method} {path}: {response.Headers} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }

            return response;
        }

        private static readonly HttpRequestOptionsKey<bool> IsPlanted = new("planted");

        private static string Shape(string path) =>
            string.Join('/', path.Split('/').Select(part => Guid.TryParse(part, out _) ? "{id}" : part));
    }

    /// <summary>A body that is no JSON, such as those of <see cref="ProvokeErrorsAsync"/>, goes out as it is.</summary>
    private string TryPlant(string path, string body)
    {
        try
        {
            return Plant(path, body);
        }
        catch (System.Text.Json.JsonException)
        {
            return body;
        }
    }
}
