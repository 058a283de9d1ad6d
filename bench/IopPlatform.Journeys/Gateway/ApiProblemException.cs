using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Gateway;

/// <summary>The platform refused a request, with problem details.</summary>
public sealed class ApiProblemException(HttpStatusCode status, string request, string explanation, string? rule, JsonNode? details, string? traceId)
    : Exception($"{request} was answered with {(int)status}: {explanation}")
{
    public HttpStatusCode Status => status;

    /// <summary>What the platform says is wrong.</summary>
    public string Explanation => explanation;

    /// <summary>The stable code of a broken rule.</summary>
    public string? Rule => rule;

    /// <summary>The problem details as they came; null when the answer was none.</summary>
    public JsonNode? Details => details;

    public string? TraceId => traceId;

    /// <summary>The names of the fields at fault.</summary>
    public IReadOnlyList<string> Fields =>
    [
        .. (details?["errors"] as JsonObject ?? []).Select(error => error.Key),
        .. details?["field"]?.GetValueKind() == JsonValueKind.String ? [details["field"]!.GetValue<string>()] : Array.Empty<string>(),
    ];

    internal static async Task<ApiProblemException> ReadAsync(HttpResponseMessage response, string request, CancellationToken cancellationToken)
    {
        var details = Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var rule = Text(details, "rule");
        var errors = (details?["errors"] as JsonObject ?? []).Select(error => $"{error.Key}: {error.Value?.ToJsonString()}");
        string[] parts = [Text(details, "detail") ?? Text(details, "title") ?? response.ReasonPhrase ?? "", .. errors];
        var explanation = string.Join(" ", parts) + (rule is null ? "" : $" [{rule}]");
        return new(response.StatusCode, request, explanation, rule, details, TraceOf(response, details));
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // A proxy's page, for example; the status tells enough.
            return null;
        }
    }

    private static string? Text(JsonNode? details, string name) =>
        details?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? TraceOf(HttpResponseMessage response, JsonNode? details) =>
        response.Headers.TryGetValues("X-Correlation-Id", out var ids) ? ids.First() : Text(details, "traceId");
}
