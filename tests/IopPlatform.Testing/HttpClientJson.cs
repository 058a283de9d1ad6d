using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IopPlatform.Testing;

/// <summary>Calls as a front-end app makes them.</summary>
public static class HttpClientJson
{
    /// <summary>A creating POST with an Idempotency-Key of its own.</summary>
    public static Task<HttpResponseMessage> CreateAsync(this HttpClient client, string path, object body, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", idempotencyKey ?? Guid.CreateVersion7().ToString());
        return client.SendAsync(request);
    }

    /// <summary>Creates and returns the new id.</summary>
    /// <exception cref="HttpRequestException">The answer was not 201; the message carries the problem details.</exception>
    public static async Task<Guid> CreatedIdAsync(this HttpClient client, string path, object body)
    {
        using var response = await client.CreateAsync(path, body);
        return response.StatusCode == HttpStatusCode.Created
            ? (await response.JsonAsync())["id"]!.GetValue<Guid>()
            : throw new HttpRequestException($"POST {path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>PUT or POST with If-Match.</summary>
    public static Task<HttpResponseMessage> SendIfMatchAsync(
        this HttpClient client, HttpMethod method, string path, object? body, string entityTag)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", entityTag);
        return client.SendAsync(request);
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())
        ?? throw new JsonException("The response has no JSON body.");
}
