using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IopPlatform.Checking;

/// <summary>A request to the gateway and how it was answered.</summary>
/// <param name="Caller">Whom the request's token spoke for; null for a request without one.</param>
/// <param name="CreatedId">The id that a 201 told.</param>
/// <param name="TraceId">The id of the trace that the gateway named.</param>
public sealed record Exchange(
    HttpMethod Method, string Path, string Query, string? Body, string? ContentType, string? IfMatch,
    Caller? Caller, HttpStatusCode Status, Guid? CreatedId, string? TraceId)
{
    public Guid? OrganizationId => Caller?.OrganizationId;
}

/// <summary>Listens on a journey's connections.</summary>
public sealed class ExchangeRecorder
{
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    public IReadOnlyCollection<Exchange> All => exchanges;

    /// <summary>Everything that the callers were told is created.</summary>
    public IReadOnlyCollection<AcknowledgedWrite> Acknowledged(PublicApi api) =>
    [
        .. from exchange in exchanges
           where exchange.CreatedId is not null
           let operation = api.Find(exchange.Method.Method, exchange.Path)
           select new AcknowledgedWrite(operation.Service, operation.Audit, exchange.CreatedId!.Value),
    ];

    public HttpMessageHandler Around(HttpMessageHandler connection) => new Listener(exchanges) { InnerHandler = connection };

    private sealed class Listener(ConcurrentQueue<Exchange> exchanges) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
            {
                exchanges.Enqueue(new Exchange(
                    request.Method,
                    request.RequestUri.AbsolutePath,
                    request.RequestUri.Query,
                    body,
                    request.Content?.Headers.ContentType?.ToString(),
                    request.Headers.IfMatch.ToString() is { Length: > 0 } tag ? tag : null,
                    CallerOf(request),
                    response.StatusCode,
                    response.StatusCode == HttpStatusCode.Created ? await CreatedIdAsync(response, cancellationToken) : null,
                    response.Headers.TryGetValues("X-Correlation-Id", out var ids) ? ids.First() : null));
            }

            return response;
        }

        private static Caller? CallerOf(HttpRequestMessage request) =>
            request.Headers.Authorization?.Parameter is { } token
                ? Caller.From(new ClaimsPrincipal(new ClaimsIdentity(new JsonWebToken(token).Claims)))
                : null;

        private static async Task<Guid?> CreatedIdAsync(HttpResponseMessage response, CancellationToken cancellationToken)
        {
            // Buffers the content, so that the journey reads it as well.
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))?["id"]?.GetValue<Guid>();
        }
    }
}
