using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Bench;

/// <summary>
/// Access tokens such as Identity signs, signed with the platform's own key: the copied organizations have nobody who could
/// sign in. Several people of each role work in an organization, each with one token.
/// </summary>
internal sealed class Tokens : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(4);
    private readonly ConcurrentDictionary<(Guid Organization, string Role, int Person), (string Token, DateTimeOffset Until)> known = new();
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly RSA rsa = RSA.Create();
    private readonly SigningCredentials credentials;
    private readonly string issuer;

    public Tokens(string signingKey, Uri gateway)
    {
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(signingKey), out _);
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
        issuer = gateway.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>A token with reach of all sites of the organization; good for at least four minutes.</summary>
    public string For(Guid organization, string role, int person = 0)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (known.TryGetValue((organization, role, person), out var kept) && kept.Until - RenewBefore > now) return kept.Token;

        var token = Sign(organization, role, person, now);
        known[(organization, role, person)] = (token, now + Lifetime);
        return token;
    }

    public void Dispose() => rsa.Dispose();

    private string Sign(Guid organization, string role, int person, DateTimeOffset now)
    {
        // The same person at each signing.
        var subject = new Guid(HashOf($"{organization} {role} {person}"));
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = CallerClaims.Audience,
            TokenType = "at+jwt",
            Subject = new ClaimsIdentity(
            [
                new(CallerClaims.Subject, subject.ToString()),
                new(CallerClaims.Organization, organization.ToString()),
                new(CallerClaims.Role, role),
                new(CallerClaims.Site, CallerClaims.AllSites),
            ]),
            IssuedAt = now.UtcDateTime - TimeSpan.FromSeconds(5),
            NotBefore = now.UtcDateTime - TimeSpan.FromSeconds(5),
            Expires = now.UtcDateTime + Lifetime,
            SigningCredentials = credentials,
        });
    }

    private static ReadOnlySpan<byte> HashOf(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
}
