using System.Collections.Immutable;
using System.Security.Claims;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Domain;

/// <summary>Writes the claims of a token; everything else reads them through <see cref="Caller"/>.</summary>
public static class TokenPrincipal
{
    /// <summary>The scope that makes an access token one for the platform's API.</summary>
    public const string ApiScope = "api";

    /// <summary>
    /// Stays inside codes and refresh tokens. It changes with the password, so that older refresh tokens end then.
    /// </summary>
    private const string Stamp = "security_stamp";

    /// <summary>The claim that names the session (an authorization) in access tokens, so that its owner can tell which one is current.</summary>
    public const string Session = "sid";

    /// <param name="session">The authorization that the tokens belong to.</param>
    public static ClaimsPrincipal For(
        Person person, Reach reach, SignedIn signedIn, string session, ImmutableArray<string> scopes)
    {
        var identity = Identity(reach.As(person.Id))
            .SetClaim(Claims.Name, reach.DisplayName)
            .SetClaim(Stamp, person.SecurityStamp)
            .SetClaim(Session, session);
        identity.AddClaims(signedIn.AsClaims());
        if (scopes.Contains(Scopes.Email))
        {
            identity.SetClaim(Claims.Email, person.Email).SetClaim(Claims.EmailVerified, person.EmailConfirmed);
        }

        return Principal(identity, scopes);
    }

    /// <summary>A partner system acts for its organization, at all sites.</summary>
    public static ClaimsPrincipal ForPartner(string clientId, Guid organizationId, ImmutableArray<string> scopes) =>
        Principal(Identity(new Caller(organizationId, clientId, [Roles.Partner], null, null)), scopes);

    /// <summary>A client of the platform's own: a role, and neither organization nor sites.</summary>
    public static ClaimsPrincipal ForMachine(string clientId, string role, ImmutableArray<string> scopes) => Principal(
        EmptyIdentity().SetClaim(CallerClaims.Subject, clientId).SetClaim(CallerClaims.Role, role), scopes);

    /// <summary>True while the person's password is the one that the token began with.</summary>
    public static bool IsStillOf(this ClaimsPrincipal token, Person person) => token.GetClaim(Stamp) == person.SecurityStamp;

    private static ClaimsIdentity Identity(Caller caller) =>
        EmptyIdentity()
            .SetClaim(CallerClaims.Subject, caller.Subject)
            .SetClaim(CallerClaims.Organization, caller.OrganizationId.ToString())
            .SetClaims(CallerClaims.Role, [.. caller.Roles])
            .SetClaims(CallerClaims.Site, SiteClaims(caller))
            .SetClaim(CallerClaims.Patient, caller.PatientId?.ToString());

    private static ClaimsIdentity EmptyIdentity() =>
        new(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, CallerClaims.Role);

    private static ImmutableArray<string> SiteClaims(Caller caller) =>
        caller.SiteIds is null ? [CallerClaims.AllSites] : [.. caller.SiteIds.Select(site => site.ToString())];

    private static ClaimsPrincipal Principal(ClaimsIdentity identity, ImmutableArray<string> scopes)
    {
        identity.SetScopes(scopes);
        identity.SetResources(scopes.Contains(ApiScope) ? [CallerClaims.Audience] : []);
        identity.SetDestinations(claim => claim.Type switch
        {
            CallerClaims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            Claims.AuthenticationTime or Claims.AuthenticationMethodReference =>
                [Destinations.AccessToken, Destinations.IdentityToken],
            CallerClaims.Organization or CallerClaims.Role or CallerClaims.Site or CallerClaims.Patient or Session =>
                [Destinations.AccessToken],
            Claims.Email or Claims.EmailVerified => [Destinations.IdentityToken],
            Claims.Name when scopes.Contains(Scopes.Profile) => [Destinations.IdentityToken],
            _ => [],
        });
        return new ClaimsPrincipal(identity);
    }
}
