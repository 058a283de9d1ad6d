using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Domain;

/// <summary>How and when a person has signed in. It goes from the cookie into codes, tokens and the list of sessions.</summary>
/// <param name="BrowserSession">The browser's session that everything follows from.</param>
/// <param name="Methods">Authentication method references (RFC 8176), for example pwd and otp.</param>
public sealed record SignedIn(Guid BrowserSession, DateTimeOffset At, ImmutableArray<string> Methods)
{
    public const string BrowserSessionClaim = "browser_session";

    /// <summary>RFC 8176: more than one factor was shown.</summary>
    public const string MultipleFactors = "mfa";

    public bool HasSecondFactor => Methods.Contains(MultipleFactors);

    /// <summary>Null when it does not say so: a cookie or token of an earlier version.</summary>
    public static SignedIn? From(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue(BrowserSessionClaim), out var session)
        && long.TryParse(principal.FindFirstValue(Claims.AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new SignedIn(
                session,
                DateTimeOffset.FromUnixTimeSeconds(seconds),
                [.. principal.FindAll(Claims.AuthenticationMethodReference).Select(claim => claim.Value)])
            : null;

    public IEnumerable<Claim> AsClaims() =>
    [
        new(BrowserSessionClaim, BrowserSession.ToString()),
        new(Claims.AuthenticationTime, At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
        .. Methods.Select(method => new Claim(Claims.AuthenticationMethodReference, method)),
    ];
}

/// <summary>Who needs more than one factor.</summary>
public static class SecondFactorRule
{
    /// <summary>Staff do, whatever organization they sign in for; patients choose by enrolling one.</summary>
    public static bool IsNeeded(IEnumerable<Reach> reaches, OwnFactors factors) => IsNeeded(reaches) || factors.Any;

    /// <summary>Whether some reach is open to nobody with a single factor.</summary>
    public static bool IsNeeded(IEnumerable<Reach> reaches) => reaches.Any(reach => reach.Active && reach.PatientId is null);
}
