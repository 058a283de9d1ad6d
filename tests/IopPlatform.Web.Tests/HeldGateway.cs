using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using IopPlatform.Testing;

namespace IopPlatform.Web.Tests;

/// <summary>A request as it came to the gateway.</summary>
/// <param name="Version">What its If-Match names.</param>
internal sealed record Asked(string Request, string? Version, string Body);

/// <summary>
/// Stands for the gateway where a test must decide when an answer comes: two answers in the wrong order cannot be had from a real one.
/// Requests are named as <c>PUT /api/…</c>, without the query.
/// </summary>
internal sealed class HeldGateway : HttpMessageHandler, IHttpClientFactory
{
    private readonly Lock guard = new();
    private readonly List<Asked> asked = [];
    private readonly Dictionary<string, Func<HttpResponseMessage>> answers = [];
    private readonly Dictionary<string, Task> held = [];

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://gateway") };

    /// <summary>How it answers from now on.</summary>
    /// <param name="version">Asked each time, for the ETag.</param>
    public void Answers(string request, Func<object?> body, Func<int>? version = null)
    {
        lock (guard) answers[request] = () => Answer(body(), version?.Invoke());
    }

    /// <summary>From now on answers to it wait until what is returned is set.</summary>
    public TaskCompletionSource Hold(string request)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (guard) held[request] = gate.Task;
        return gate;
    }

    public IReadOnlyList<Asked> Of(string request)
    {
        lock (guard) return [.. asked.Where(one => one.Request == request)];
    }

    public Task UntilAskedAsync(string request, int times) =>
        Eventually.BecomesTrueAsync(() => Task.FromResult(Of(request).Count >= times), $"{request} to be asked {times} times");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        Task? gate;
        lock (guard)
        {
            asked.Add(new Asked(name, request.Headers.TryGetValues("If-Match", out var versions) ? versions.Single() : null, body));
            held.TryGetValue(name, out gate);
        }

        if (gate is not null) await gate.WaitAsync(cancellationToken);
        lock (guard) return answers.TryGetValue(name, out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.NotFound);
    }

    private static HttpResponseMessage Answer(object? body, int? version)
    {
        var answer = body is null ? new HttpResponseMessage(HttpStatusCode.NoContent) : new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(body, body.GetType()) };
        if (version is { } number) answer.Headers.ETag = new EntityTagHeaderValue($"\"{number}\"");
        return answer;
    }
}
