using System.Text.Json.Nodes;

namespace IopPlatform.Gateway.Description;

/// <summary>One operation of the public API as the gateway needs it.</summary>
/// <param name="Roles">Who may call it; null when it is open to anyone.</param>
/// <param name="Streams">True when it can answer with server-sent events, which have no time limit.</param>
/// <param name="TakesBody">True when it describes a request body.</param>
/// <param name="CreatesOnce">True when it asks for an Idempotency-Key, so that repeating it does no harm.</param>
internal sealed record PublicOperation(
    string Id, string Path, string Method, IReadOnlyList<string>? Roles, bool Streams, bool TakesBody, bool CreatesOnce)
{
    /// <summary>The service's name in the topology: the segment after <c>/api/</c>.</summary>
    public string Service => Path.Split('/')[2];

    public static PublicOperation From(string path, string method, JsonObject operation) => new(
        operation["operationId"]?.GetValue<string>() ?? $"{method} {path}",
        path,
        method.ToUpperInvariant(),
        operation["x-roles"]?.AsArray().Select(role => role!.GetValue<string>()).ToArray(),
        operation["responses"]?["200"]?["content"]?["text/event-stream"] is not null,
        operation["requestBody"] is not null,
        operation["parameters"]?.AsArray().Any(parameter => parameter!["name"]?.GetValue<string>() == "Idempotency-Key") is true);
}
