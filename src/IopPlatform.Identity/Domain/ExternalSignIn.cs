using System.Globalization;
using System.Security.Claims;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Domain;

/// <summary>Somebody as an external OpenID Connect provider has asserted them.</summary>
/// <param name="Issuer">With <paramref name="Subject"/> the only key by which a person is known again; an e-mail may change hands.</param>
/// <param name="AuthenticatedAt">When the provider has seen the person, which may be long before; null when it does not say.</param>
public sealed record ExternalIdentity(
    string Issuer,
    string Subject,
    string? Email,
    bool EmailVerified,
    string? Acr,
    IReadOnlyList<string> Amr,
    DateTimeOffset? AuthenticatedAt)
{
    /// <summary>Null for claims without issuer or subject, which no ID token has.</summary>
    public static ExternalIdentity? From(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(Claims.Issuer) is { Length: > 0 } issuer && principal.FindFirstValue(Claims.Subject) is { Length: > 0 } subject
            ? new ExternalIdentity(
                issuer,
                subject,
                principal.FindFirstValue(Claims.Email),
                string.Equals(principal.FindFirstValue(Claims.EmailVerified), "true", StringComparison.OrdinalIgnoreCase),
                principal.FindFirstValue(Claims.AuthenticationContextReference),
                [.. principal.FindAll(Claims.AuthenticationMethodReference).Select(claim => claim.Value)],
                long.TryParse(principal.FindFirstValue(Claims.AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                        : null)
            : null;
}

/// <summary>Some of the provider's words about how it has seen a person.</summary>
/// <param name="Acr">Authentication context classes.</param>
/// <param name="Amr">Authentication method references (RFC 8176).</param>
public sealed record Assertions(IReadOnlyList<string> Acr, IReadOnlyList<string> Amr)
{
    public bool IsEmpty => Acr.Count == 0 && Amr.Count == 0;

    /// <summary>Whether one of the words was said.</summary>
    public bool AreMetBy(ExternalIdentity identity) =>
        identity.Acr is { } acr && Acr.Contains(acr) || identity.Amr.Any(Amr.Contains);
}

/// <summary>What is known here about somebody who comes back from a provider.</summary>
/// <param name="LinkedTo">The person who has linked this identity.</param>
/// <param name="LinkingFor">The signed-in person who has asked to link it; null for a sign-in.</param>
/// <param name="Invited">The person with this verified e-mail whom an administrator lets link it.</param>
/// <param name="BelongsToOthers">Whether that person belongs to an organization that the provider does not speak for.</param>
public sealed record ExternalSituation(Guid? LinkedTo, Guid? LinkingFor, Guid? Invited, bool BelongsToOthers);

public enum ExternalVerdict
{
    /// <summary>The person who has linked this identity signs in.</summary>
    SignIn,

    /// <summary>An administrator has allowed the link: it is made, and the person signs in.</summary>
    LinkAndSignIn,

    /// <summary>The signed-in person is shown the identity and asked.</summary>
    AskToLink,

    /// <summary>The provider does not say that it has seen the person in the way that it must.</summary>
    NotAsserted,

    /// <summary>The provider has not verified the e-mail.</summary>
    NotVerified,

    /// <summary>Nobody here has linked this identity, and nobody has allowed it. No account is made.</summary>
    NotLinked,

    /// <summary>The identity is somebody else's, or linked already.</summary>
    LinkedAlready,

    /// <summary>The provider speaks for one organization, and the person belongs to another one, too.</summary>
    WrongOrganization,
}

/// <summary>What comes of an external sign-in.</summary>
public static class ExternalSignInRule
{
    /// <param name="required">What the provider must have asserted; empty for nothing.</param>
    public static ExternalVerdict Decide(ExternalIdentity identity, Assertions required, ExternalSituation situation)
    {
        if (!required.IsEmpty && !required.AreMetBy(identity)) return ExternalVerdict.NotAsserted;
        if (situation.LinkingFor is not null)
        {
            if (situation.LinkedTo is not null) return ExternalVerdict.LinkedAlready;
            if (!identity.EmailVerified) return ExternalVerdict.NotVerified;
            return situation.BelongsToOthers ? ExternalVerdict.WrongOrganization : ExternalVerdict.AskToLink;
        }

        if (situation.LinkedTo is null)
        {
            if (!identity.EmailVerified) return ExternalVerdict.NotVerified;
            if (situation.Invited is null) return ExternalVerdict.NotLinked;
        }

        if (situation.BelongsToOthers) return ExternalVerdict.WrongOrganization;
        return situation.LinkedTo is null ? ExternalVerdict.LinkAndSignIn : ExternalVerdict.SignIn;
    }
}
