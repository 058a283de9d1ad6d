using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Operating;

/// <summary>
/// The operator's way in: signs in at Identity as <c>iop-operator</c> and calls <c>/internal</c> endpoints of the services
/// directly, since the gateway has no route to them. The secret is read from the data folder, which only its owner may.
/// </summary>
/// <param name="address">Where a service of the topology answers.</param>
public sealed class OperatorClient(Func<string, Uri> address, string secret) : IDisposable
{
    private static readonly TimeSpan RenewBeforeEnd = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(2);
    private readonly HttpClient http = new() { Timeout = AnswersWithin };
    private readonly SemaphoreSlim signingIn = new(1);
    private string token = "";
    private DateTimeOffset renewAt;

    /// <summary>For the platform that runs from a data folder, possibly started in another terminal.</summary>
    /// <exception cref="InvalidOperationException">None runs there.</exception>
    public static OperatorClient Open(string dataFolder)
    {
        var state = new StateFile(dataFolder).Read() ?? throw new InvalidOperationException("Nothing runs. './iop up' starts the platform.");
        return new OperatorClient(
            service => state.Resources.FirstOrDefault(resource => resource.Name == service) is { Address.Length: > 0 } found
                ? new Uri(found.Address)
                : throw new InvalidOperationException($"The running platform has no service '{service}'."),
            Secrets.Open(dataFolder).Password(SecretValues.OperatorSecret));
    }

    public static OperatorClient Of(LocalPlatform platform) =>
        new(platform.Address, platform.Secrets.Password(SecretValues.OperatorSecret));

    /// <param name="path">Begins with <c>/internal/</c>.</param>
    public Task<JsonNode?> GetAsync(string service, string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, service, path, null, cancellationToken);

    /// <returns>Null when there is no such thing.</returns>
    public Task<JsonNode?> FindAsync(string service, string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, service, path, null, cancellationToken, mayBeMissing: true);

    public Task<JsonNode?> PostAsync(string service, string path, object? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, service, path, body, cancellationToken);

    public void Dispose()
    {
        http.Dispose();
        signingIn.Dispose();
    }

    /// <returns>The answer's JSON; null when it has no body.</returns>
    /// <exception cref="InvalidOperationException">The service refused; the message is its explanation.</exception>
    private async Task<JsonNode?> SendAsync(
        HttpMethod method, string service, string path, object? body, CancellationToken cancellationToken, bool mayBeMissing = false)
    {
        using var request = new HttpRequestMessage(method, new Uri(address(service), path))
        {
            Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
        return await AnswerAsync(service, request, cancellationToken, mayBeMissing);
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await signingIn.WaitAsync(cancellationToken);
        try
        {
            if (TimeProvider.System.GetUtcNow() >= renewAt)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address(ResourceNames.Identity), "/connect/token"))
                {
                    Content = new FormUrlEncodedContent(new Dictionary<string, string>
                    {
                        ["grant_type"] = "client_credentials",
                        ["client_id"] = "iop-operator",
                        ["client_secret"] = secret,
                    }),
                };
                var answer = (await AnswerAsync(ResourceNames.Identity, request, cancellationToken))!;
                token = answer["access_token"]!.GetValue<string>();
                renewAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(answer["expires_in"]!.GetValue<int>()) - RenewBeforeEnd;
            }

            return token;
        }
        finally
        {
            signingIn.Release();
        }
    }

    private async Task<JsonNode?> AnswerAsync(string service, HttpRequestMessage request, CancellationToken cancellationToken, bool mayBeMissing = false)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (mayBeMissing && response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? text.Length == 0 ? null : JsonNode.Parse(text)
                : throw new InvalidOperationException($"{service} answered {(int)response.StatusCode}: {Explanation(text)}");
        }
        catch (HttpRequestException exception)
        {
            throw new InvalidOperationException($"{service} cannot be reached: {exception.Message}", exception);
        }
    }

    /// <summary>What problem details say; the text itself where it is none.</summary>
    private static string Explanation(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text);
            return problem?["errors"]?.ToJsonString()
                ?? problem?["detail"]?.GetValue<string>()
                ?? problem?["title"]?.GetValue<string>()
                ?? problem?["error_description"]?.GetValue<string>()
                ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
