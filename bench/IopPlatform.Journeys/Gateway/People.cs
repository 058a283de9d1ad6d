using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace IopPlatform.Journeys.Gateway;

/// <summary>Everybody who is signed in, one session a person.</summary>
internal sealed class People(Uri gateway, TimeProvider time, Func<HttpMessageHandler, HttpMessageHandler> wire, TimeSpan repeatFor)
    : IDisposable
{
    private readonly ConcurrentDictionary<string, UserSession> sessions = new(StringComparer.OrdinalIgnoreCase);
    private readonly SignIn signIn = new(gateway);

    private readonly HttpClient http = new(wire(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }))
    {
        BaseAddress = gateway,
        // Who asks again does not wait long for an answer that may be lost.
        Timeout = TimeSpan.FromSeconds(repeatFor > TimeSpan.Zero ? 15 : 60),
    };

    /// <summary>Signs in with the first request.</summary>
    public UserSession As(string email, string password) => sessions.GetOrAdd(
        email, _ => new UserSession(http, time, email, cancellationToken => signIn.AsAsync(email, password, cancellationToken), repeatFor));

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

    public void Dispose()
    {
        foreach (var session in sessions.Values) session.Dispose();
        http.Dispose();
    }
}
