using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Gateway;

/// <summary>One signed-in person, shared by all journeys that need them. Calls the API with their token.</summary>
public sealed class UserSession
{
    private const int PagesMax = 100;

    private readonly HttpClient http;
    private readonly Tokens tokens;
    private readonly TimeSpan repeatFor;

    internal UserSession(HttpClient http, string email, Tokens tokens, TimeSpan repeatFor)
    {
        this.http = http;
        this.tokens = tokens;
        this.repeatFor = repeatFor;
        Email = email;
    }

    public string Email { get; }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, path, null, null, null, cancellationToken)).Body;

    /// <summary>The thing with its entity tag, to be edited.</summary>
    public async Task<(JsonNode Body, string Tag)> GetForEditAsync(string path, CancellationToken cancellationToken)
    {
        var (body, tag) = await SendAsync(HttpMethod.Get, path, null, null, null, cancellationToken);
        return (body, tag ?? throw new JourneyException($"GET {path} came without an ETag."));
    }

    /// <summary>All items of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonNode>();
        var cursor = (string?)null;
        for (var page = 0; page < PagesMax; page++)
        {
            var separator = path.Contains('?') ? '&' : '?';
            var from = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var answer = await GetAsync($"{path}{separator}limit=200{from}", cancellationToken);
            items.AddRange(answer["items"]!.AsArray().Select(item => item!));
            cursor = answer["next"]?.GetValue<string>();
            if (cursor is null) return items;
        }

        throw new JourneyException($"The list {path} does not end after {PagesMax} pages.");
    }

    /// <summary>Creates a thing, once, however often the request has to be sent.</summary>
    public async Task<Guid> CreateAsync(string path, object body, CancellationToken cancellationToken)
    {
        var (answer, _) = await SendAsync(
            HttpMethod.Post, path, () => JsonContent.Create(body), Guid.CreateVersion7().ToString(), null, cancellationToken);
        return answer.Id("id");
    }

    /// <summary>Creates a thing from a text of another content type.</summary>
    /// <param name="key">Tells repetitions of the request from new ones; without it, each call is a new one.</param>
    public async Task<Guid> CreateAsync(
        string path, string text, string contentType, CancellationToken cancellationToken, string? key = null)
    {
        var (answer, _) = await SendAsync(
            HttpMethod.Post,
            path,
            () => new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(contentType)),
            key ?? Guid.CreateVersion7().ToString(),
            null,
            cancellationToken);
        return answer.Id("id");
    }

    public async Task<JsonNode> PostAsync(string path, object? body, CancellationToken cancellationToken, string? tag = null) =>
        (await SendAsync(HttpMethod.Post, path, Content(body), null, tag, cancellationToken)).Body;

    public async Task<JsonNode> PutAsync(string path, object? body, CancellationToken cancellationToken, string? tag = null) =>
        (await SendAsync(HttpMethod.Put, path, Content(body), null, tag, cancellationToken)).Body;

    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, null, null, cancellationToken);

    private static Func<HttpContent>? Content(object? body) => body is null ? null : () => JsonContent.Create(body);

    /// <returns>An answer without a body is an empty object, and so is that to an edit which a lost attempt had done.</returns>
    private async Task<(JsonNode Body, string? Tag)> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? content, string? idempotencyKey, string? tag, CancellationToken cancellationToken)
    {
        var repetition = new Repetition(repeatFor);
        for (var refused = false; ;)
        {
            var pause = (TimeSpan?)null;
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
                var token = await tokens.CurrentAsync(repeatFor, cancellationToken);
                request.Headers.Authorization = new("Bearer", token);
                if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
                if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
                using var response = await http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    var text = await response.Content.ReadAsStringAsync(cancellationToken);
                    return (text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!, response.Headers.ETag?.ToString());
                }

                if (response.StatusCode == HttpStatusCode.Unauthorized && !refused)
                {
                    // The session was ended, or the platform was set up anew since.
                    refused = true;
                    tokens.Forget(token);
                    continue;
                }

                if (idempotencyKey is null && repetition.SaysDone(method, response.StatusCode)) return (new JsonObject(), null);
                if (!repetition.Repeats(response.StatusCode))
                {
                    throw await ApiProblemException.ReadAsync(response, $"{method} {path} as {Email}", cancellationToken);
                }

                pause = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception exception) when (repetition.Repeats(exception, cancellationToken))
            {
            }

            await repetition.PauseAsync(pause, cancellationToken);
        }
    }
}
