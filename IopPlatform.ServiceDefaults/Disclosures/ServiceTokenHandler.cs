using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;

namespace IopPlatform.ServiceDefaults.Disclosures;

/// <summary>Sends the platform's own service token along, and fetches another one before it ends.</summary>
internal sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Identity's tokens for the role <c>service</c>, by the client secret that the topology hands out.</summary>
internal sealed class ServiceTokens(IHttpClientFactory clients, string secret, TimeProvider time) : IDisposable
{
    public const string Client = "iop-service";
    public const string HttpClientName = "service-tokens";
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim one = new(1, 1);
    private (string Token, DateTimeOffset Until)? current;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (current is { } token && token.Until - RenewedBefore > time.GetUtcNow()) return token.Token;

            using var http = clients.CreateClient(HttpClientName);
            using var response = await http.PostAsync(
                "connect/token",
                new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = Client,
                    ["client_secret"] = secret,
                }),
                cancellationToken);
            response.EnsureSuccessStatusCode();
            var issued = await response.Content.ReadFromJsonAsync<Issued>(cancellationToken)
                ?? throw new HttpRequestException("Identity answered a token request without a body.");
            current = (issued.AccessToken, time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn));
            return issued.AccessToken;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private sealed record Issued(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
