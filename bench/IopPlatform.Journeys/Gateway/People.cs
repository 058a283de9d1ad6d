using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// Everybody who is signed in, one session a person. Tokens are shared by all runs of this process: a code signs in once, so
/// each further sign-in of the same person within half a minute would have to wait for the next.
/// </summary>
internal sealed class People(
    Uri gateway, string totpSeed, TimeProvider time, Func<HttpMessageHandler, HttpMessageHandler> wire, TimeSpan repeatFor) : IDisposable
{
    private static readonly ConcurrentDictionary<(Uri Gateway, string Seed, string Email), Tokens> Shared = new();

    private readonly ConcurrentDictionary<string, UserSession> sessions = new(StringComparer.OrdinalIgnoreCase);
    private readonly SignIn signIn = new(gateway, totpSeed, time);

    private readonly HttpClient http = new(wire(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }))
    {
        BaseAddress = gateway,
        // Who asks again does not wait long for an answer that may be lost.
        Timeout = TimeSpan.FromSeconds(repeatFor > TimeSpan.Zero ? 15 : 60),
    };

    /// <summary>Signs in with the first request.</summary>
    public UserSession As(string email, string password) => sessions.GetOrAdd(
        email,
        _ => new UserSession(
            http,
            email,
            Shared.GetOrAdd(
                (gateway, totpSeed, email.ToLowerInvariant()),
                _ => new Tokens(gateway, time, email, cancellationToken => signIn.AsAsync(email, password, cancellationToken))),
            repeatFor));

    /// <summary>A request of somebody who is not signed in.</summary>
    public async Task PostAnonymouslyAsync(string path, object body, CancellationToken cancellationToken)
    {
        var repetition = new Repetition(repeatFor);
        while (true)
        {
            try
            {
                using var response = await http.PostAsJsonAsync(path, body, cancellationToken);
                if (response.IsSuccessStatusCode) return;
                if (!repetition.Repeats(response.StatusCode))
                {
                    throw await ApiProblemException.ReadAsync(response, $"POST {path} as a stranger", cancellationToken);
                }
            }
            catch (Exception exception) when (repetition.Repeats(exception, cancellationToken))
            {
            }

            await repetition.PauseAsync(null, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();
}
