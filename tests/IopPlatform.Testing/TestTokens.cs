using System.Security.Claims;
using System.Security.Cryptography;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Testing;

/// <summary>Signs access tokens like Identity's, with a key that only the services under test accept.</summary>
public static class TestTokens
{
    public const string Issuer = "http://localhost:8080";

    public static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "test" };

    /// <summary>Makes a service or the gateway accept these tokens instead of Identity's.</summary>
    public static void AcceptedBy(IServiceCollection services) =>
        services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = Issuer };
            configuration.SigningKeys.Add(Key);
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration);
        });

    public static string For(Caller caller, TimeSpan? lifetime = null, SecurityKey? key = null, string issuer = Issuer)
    {
        List<Claim> claims =
        [
            new(CallerClaims.Subject, caller.Subject),
            new(CallerClaims.Organization, caller.OrganizationId.ToString()),
            .. caller.Roles.Select(role => new Claim(CallerClaims.Role, role)),
            .. caller.SiteIds?.Select(site => new Claim(CallerClaims.Site, site.ToString())) ?? [new Claim(CallerClaims.Site, CallerClaims.AllSites)],
        ];
        if (caller.PatientId is { } patient)
        {
            claims.Add(new Claim(CallerClaims.Patient, patient.ToString()));
        }

        return Sign(claims, lifetime, key, issuer);
    }

    /// <summary>A token without organization, for <c>/internal</c> endpoints.</summary>
    /// <param name="role"><see cref="Roles.Operator"/> or <see cref="Roles.Service"/>.</param>
    public static string ForMachine(string role, string subject = "test-machine") =>
        Sign([new(CallerClaims.Subject, subject), new(CallerClaims.Role, role)], lifetime: null, key: null, Issuer);

    private static string Sign(List<Claim> claims, TimeSpan? lifetime, SecurityKey? key, string issuer)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = CallerClaims.Audience,
            TokenType = "at+jwt",
            Subject = new ClaimsIdentity(claims),
            IssuedAt = now - TimeSpan.FromMinutes(1),
            NotBefore = now - TimeSpan.FromMinutes(1),
            Expires = now + (lifetime ?? TimeSpan.FromMinutes(10)),
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.RsaSha256),
        });
    }
}
