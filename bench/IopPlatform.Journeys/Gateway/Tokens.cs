using Duende.IdentityModel.Client;

namespace IopPlatform.Journeys.Gateway;

/// <summary>One person's tokens: got by a sign-in, kept fresh, and got anew when the session has ended.</summary>
internal sealed class Tokens(Uri gateway, TimeProvider time, string email, Func<CancellationToken, Task<TokenResponse>> signIn)
{
    private static readonly TimeSpan RefreshBefore = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SignInAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Lives as long as the process, like the tokens that it refreshes.</summary>
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(15) };

    private string accessToken = "";
    private string? refreshToken;
    private DateTimeOffset refreshAt;

    private SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>One request refreshes for all, because a refresh token is used once.</summary>
    /// <param name="repeatFor">For how long a sign-in is begun anew when one of its pages is lost.</param>
    public async Task<string> CurrentAsync(TimeSpan repeatFor, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < refreshAt) return accessToken;
        await Gate.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() < refreshAt) return accessToken;
            var asked = time.GetUtcNow();
            var tokens = await RefreshedAsync(cancellationToken) ?? await SignInAsync(repeatFor, cancellationToken);
            accessToken = tokens.AccessToken ?? throw new JourneyException($"The sign-in of {email} gave no access token.");
            refreshToken = tokens.RefreshToken;
            refreshAt = asked.AddSeconds(tokens.ExpiresIn) - RefreshBefore;
            return accessToken;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>This access token was refused; the next call refreshes or signs in.</summary>
    public void Forget(string refused)
    {
        if (accessToken == refused) refreshAt = DateTimeOffset.MinValue;
    }

    /// <summary>A sign-in leads over several pages; when one of them is lost, it begins anew.</summary>
    private async Task<TokenResponse> SignInAsync(TimeSpan repeatFor, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await signIn(cancellationToken);
            }
            catch (Exception exception) when (PatientJourney.IsOfThePlatform(exception, cancellationToken) && time.GetElapsedTime(since) < repeatFor)
            {
                await Task.Delay(SignInAgainAfter, cancellationToken);
            }
        }
    }

    /// <summary>Null when there is nothing to refresh, or the session has ended; then the person signs in again.</summary>
    private async Task<TokenResponse?> RefreshedAsync(CancellationToken cancellationToken)
    {
        if (refreshToken is null) return null;
        using var request = new RefreshTokenRequest
        {
            Address = new Uri(gateway, "/connect/token").AbsoluteUri,
            ClientId = SignIn.ClientId,
            RefreshToken = refreshToken,
        };
        var tokens = await Http.RequestRefreshTokenAsync(request, cancellationToken);
        return tokens.IsError ? null : tokens;
    }
}
