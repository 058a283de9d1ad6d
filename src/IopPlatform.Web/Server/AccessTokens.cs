using System.Globalization;
using System.Net;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace IopPlatform.Web.Server;

/// <summary>The person's session has ended: they must sign in again before anything is done for them.</summary>
public sealed class SessionEndedException() : Exception("The session has ended.");

/// <summary>The access token of a session, renewed a little before it ends. It goes to the gateway and nowhere else.</summary>
internal sealed class AccessTokens(Tickets tickets, IHttpClientFactory clients, IConfiguration configuration, TimeProvider time)
{
    public const string ClientId = "iop-web";

    /// <summary>How long before its end a token is renewed, so that it does not end on its way.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <exception cref="SessionEndedException">There is no session any more.</exception>
    /// <exception cref="HttpRequestException">Identity cannot be reached; the session goes on.</exception>
    public async Task<string> ForAsync(Guid ticket, CancellationToken cancellationToken)
    {
        var present = await tickets.FindAsync(ticket, cancellationToken);
        if (present is not null && !IsFresh(present))
        {
            present = await tickets.ChangeAsync(
                ticket, other => IsFresh(other) ? Task.FromResult<AuthenticationTicket?>(other) : RefreshAsync(other, cancellationToken), cancellationToken);
        }

        return present?.Properties.GetTokenValue(OpenIdConnectParameterNames.AccessToken) ?? throw new SessionEndedException();
    }

    /// <summary>Ends a session: its refresh token is revoked, so that nobody else can go on with it either.</summary>
    public async Task EndAsync(Guid ticket, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(ticket, cancellationToken) is not { } present) return;
        await tickets.EndAsync(ticket, cancellationToken);
        if (present.Properties.GetTokenValue(OpenIdConnectParameterNames.RefreshToken) is not { } refresh) return;
        try
        {
            using var answer = await PostAsync("/connect/revoke", new() { ["token"] = refresh, ["token_type_hint"] = "refresh_token" }, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The ticket is gone, and with it the only copy of the token.
        }
    }

    private bool IsFresh(AuthenticationTicket ticket) =>
        DateTimeOffset.TryParse(
            ticket.Properties.GetTokenValue("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var end)
        && end - Ahead > time.GetUtcNow();

    /// <returns>Null when Identity does not renew it: the membership or the session has ended.</returns>
    private async Task<AuthenticationTicket?> RefreshAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.Properties.GetTokenValue(OpenIdConnectParameterNames.RefreshToken) is not { } refresh) return null;
        using var answer = await PostAsync(
            "/connect/token", new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh }, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return null;
        answer.EnsureSuccessStatusCode();
        var tokens = new OpenIdConnectMessage(await answer.Content.ReadAsStringAsync(cancellationToken));
        var ends = time.GetUtcNow() + TimeSpan.FromSeconds(double.Parse(tokens.ExpiresIn, CultureInfo.InvariantCulture));
        ticket.Properties.UpdateTokenValue(OpenIdConnectParameterNames.AccessToken, tokens.AccessToken);
        ticket.Properties.UpdateTokenValue(OpenIdConnectParameterNames.RefreshToken, tokens.RefreshToken ?? refresh);
        ticket.Properties.UpdateTokenValue("expires_at", ends.ToString("o", CultureInfo.InvariantCulture));
        return new AuthenticationTicket(SignInExtensions.WithClaims(ticket.Principal, tokens.AccessToken), ticket.Properties, ticket.AuthenticationScheme);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        form["client_id"] = ClientId;
        form["client_secret"] = configuration.Required("Identity:WebSecret");
        using var http = clients.CreateClient(SignInExtensions.Gateway);
        using var content = new FormUrlEncodedContent(form);
        return await http.PostAsync(path, content, cancellationToken);
    }
}
