using System.Security.Claims;
using System.Security.Cryptography;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Web.Features.Session;
using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace IopPlatform.Web.Gateway;

/// <summary>The session that a request or circuit works under. A circuit can take over a newer one of the same person.</summary>
internal sealed class CurrentSession(
    IHttpContextAccessor accessor, AuthenticationStateProvider provider, IDataProtectionProvider protection, Tickets tickets)
{
    private Guid? taken;

    /// <summary>Raised when a call found that the session has ended, and when it goes on again.</summary>
    public event Action? Changed;

    public bool HasEnded { get; private set; }

    /// <exception cref="SessionEndedException">Nobody is signed in.</exception>
    public async Task<Guid> TicketAsync() => taken ?? (taken = TicketOf(await UserAsync())).Value;

    public void End()
    {
        if (HasEnded) return;
        HasEnded = true;
        Changed?.Invoke();
    }

    /// <summary>Goes on under the session that this browser has now, if it is the same person in the same organization.</summary>
    /// <param name="word">What <see cref="ResumeSession"/> gave the browser.</param>
    public async Task<bool> ResumeAsync(string word, CancellationToken cancellationToken)
    {
        Guid ticket;
        try
        {
            ticket = Guid.Parse(ResumeSession.Protector(protection).Unprotect(word));
        }
        catch (CryptographicException)
        {
            return false;
        }

        var present = (await tickets.FindAsync(ticket, cancellationToken))?.Principal;
        var before = await UserAsync();
        if (present is null || !IsSame(present, before, CallerClaims.Subject) || !IsSame(present, before, CallerClaims.Organization)) return false;
        taken = ticket;
        HasEnded = false;
        Changed?.Invoke();
        return true;
    }

    private async Task<ClaimsPrincipal> UserAsync() =>
        accessor.HttpContext?.User is { Identity.IsAuthenticated: true } user ? user : (await provider.GetAuthenticationStateAsync()).User;

    private static Guid TicketOf(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirst(Tickets.Claim)?.Value, out var ticket) ? ticket : throw new SessionEndedException();

    private static bool IsSame(ClaimsPrincipal one, ClaimsPrincipal other, string claim) =>
        one.FindFirst(claim)?.Value is { } value && value == other.FindFirst(claim)?.Value;
}
