using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace IopPlatform.Web.Gateway;

/// <summary>What was read, and the tag that a change of it must name.</summary>
public sealed record Read<T>(T Value, string? ETag);

/// <summary>The newest state of something live.</summary>
/// <param name="IsLive">False while the connection is down: the value is the last that was known.</param>
public sealed record Live<T>(T Value, bool IsLive);

/// <summary>The public API, called as the person whose session it is. Every failure is an <see cref="ApiException"/>.</summary>
internal sealed partial class GatewayApi(
    IHttpClientFactory clients, AccessTokens tokens, CurrentSession session, TimeProvider time, ILogger<GatewayApi> logger)
{
    /// <summary>Our own answer must not come later than the gateway would give up.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan ComesBackSoon = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        (await ReadAsync<T>(path, cancellationToken)).Value;

    /// <returns>Null where there is nothing that this person may see.</returns>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync<T>(path, cancellationToken);
        }
        catch (ApiException exception) when (exception.Trouble == Trouble.NotFound)
        {
            return null;
        }
    }

    public async Task<Read<T>> ReadAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, null, cancellationToken);
        return new Read<T>(await BodyAsync<T>(answer, cancellationToken), answer.Headers.ETag?.ToString());
    }

    /// <param name="key">The idempotency key: the same for each try of the same intention.</param>
    public async Task<T> PostAsync<T>(string path, object? body, Guid? key, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, path, body, request => { if (key is { } id) request.Headers.Add("Idempotency-Key", id.ToString()); }, cancellationToken);
        return await BodyAsync<T>(answer, cancellationToken);
    }

    public async Task<T> PostIfUnchangedAsync<T>(string path, object? body, string? etag, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body, request => Match(request, etag), cancellationToken);
        return await BodyAsync<T>(answer, cancellationToken);
    }

    public async Task<T> PutAsync<T>(string path, object body, string? etag, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, path, body, request => Match(request, etag), cancellationToken);
        return await BodyAsync<T>(answer, cancellationToken);
    }

    public async Task PutAsync(string path, object body, string? etag, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, path, body, request => Match(request, etag), cancellationToken);
    }

    /// <summary>
    /// Follows something live until cancelled. Each event is the whole state, so a broken connection costs nothing but time: it is
    /// made again, and what came meanwhile is in the first event.
    /// </summary>
    public async IAsyncEnumerable<Live<T>> WatchAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            await using var events = EventsAsync<T>(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, last is not null))
            {
                last = events.Current;
                yield return new Live<T>(last, IsLive: true);
            }

            if (last is not null) yield return new Live<T>(last, IsLive: false);
            await Task.Delay(ComesBackSoon, time, cancellationToken);
        }
    }

    /// <returns>False when the connection has ended. Before the first event a failure is the caller's to know.</returns>
    private async Task<bool> NextAsync<T>(IAsyncEnumerator<T> events, bool hasBegun)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (hasBegun && exception is ApiException { Trouble: Trouble.Away } or HttpRequestException or IOException)
        {
            LogBroken(exception.GetType().Name);
            return false;
        }
    }

    private async IAsyncEnumerable<T> EventsAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient(SignInExtensions.Gateway);
        http.Timeout = Timeout.InfiniteTimeSpan;
        using var request = await RequestAsync(HttpMethod.Get, path, cancellationToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await AnswerAsync(
            cancel => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel), cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data.Length > 0 && item.Data[0] == '{') yield return JsonSerializer.Deserialize<T>(item.Data, Json)!;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient(SignInExtensions.Gateway);
        using var request = await RequestAsync(method, path, cancellationToken);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        prepare?.Invoke(request);
        return await AnswerAsync(cancel => http.SendAsync(request, cancel), cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        try
        {
            var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", await tokens.ForAsync(await session.TicketAsync(), cancellationToken));
            return request;
        }
        catch (SessionEndedException)
        {
            session.End();
            throw new ApiException(Trouble.SessionEnded);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw new ApiException(Trouble.Away);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswersWithin);
        HttpResponseMessage answer;
        try
        {
            answer = await send(patience.Token);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw new ApiException(Trouble.Away);
        }

        if (answer.IsSuccessStatusCode) return answer;
        using (answer)
        {
            throw await RefusalAsync(answer, cancellationToken);
        }
    }

    private async Task<ApiException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(answer, cancellationToken);
        var reference = answer.Headers.TryGetValues("X-Correlation-Id", out var ids) ? ids.First() : null;
        var trouble = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Trouble.SessionEnded,
            HttpStatusCode.Forbidden => Trouble.NotAllowed,
            HttpStatusCode.NotFound => Trouble.NotFound,
            HttpStatusCode.PreconditionFailed => Trouble.Changed,
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Trouble.Away,
            _ => Trouble.Refused,
        };
        if (trouble == Trouble.SessionEnded) session.End();
        var field = MemberOf(problem, "field") is { } name ? new Dictionary<string, string[]> { [name] = [problem!.Detail ?? ""] } : null;
        return new ApiException(trouble, problem?.Detail, field ?? problem?.Errors.ToDictionary(), reference, MemberOf(problem, "rule"));
    }

    private static string? MemberOf(ValidationProblemDetails? problem, string name) =>
        problem?.Extensions.TryGetValue(name, out var value) is true && value is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static async Task<ValidationProblemDetails?> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        try
        {
            return await answer.Content.ReadFromJsonAsync<ValidationProblemDetails>(Json, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<T> BodyAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
        ?? throw new InvalidOperationException($"The gateway's answer holds no {typeof(T).Name}.");

    private static void Match(HttpRequestMessage request, string? etag)
    {
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
    }

    /// <summary>Of our own impatience as well; not of a caller who has gone.</summary>
    private static bool IsNoAnswer(Exception exception, CancellationToken callers) =>
        exception is HttpRequestException or NpgsqlException || (exception is OperationCanceledException && !callers.IsCancellationRequested);

    [LoggerMessage(LogLevel.Information, "A live connection broke ({Reason}) and is made again")]
    private partial void LogBroken(string reason);
}

internal static class GatewayExtensions
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CurrentSession>();
        builder.Services.AddScoped<GatewayApi>();
        builder.Services.AddScoped<Person>();
    }
}
