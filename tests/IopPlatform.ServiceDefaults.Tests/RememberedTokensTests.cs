using System.Security.Cryptography;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class RememberedTokensTests : IDisposable
{
    private const string Issuer = "http://localhost:8080";
    private static readonly RsaSecurityKey Key = new(RSA.Create(2048));
    private static readonly RsaSecurityKey OtherKey = new(RSA.Create(2048));
    private readonly StoppedTime time = new();
    private readonly RememberedTokens tokens;

    public RememberedTokensTests() => tokens = new RememberedTokens(time);

    public void Dispose() => tokens.Dispose();

    [Fact]
    public async Task Validate_KeyTakenAway_IsBelievedForAMinuteOnly()
    {
        var token = Token();
        Assert.True((await tokens.ValidateTokenAsync(token, Trusting(Key))).IsValid);

        Assert.True((await tokens.ValidateTokenAsync(token, Trusting(OtherKey))).IsValid);
        time.Move(TimeSpan.FromSeconds(61));
        Assert.False((await tokens.ValidateTokenAsync(token, Trusting(OtherKey))).IsValid);
    }

    [Fact]
    public async Task Validate_RememberedTokenEnds_IsNoLongerValid()
    {
        var token = Token(TimeSpan.FromSeconds(20));
        Assert.True((await tokens.ValidateTokenAsync(token, Trusting(Key))).IsValid);

        // Its end has come for the memory, which then asks again; the signature is now judged by another key.
        time.Move(TimeSpan.FromSeconds(21));
        Assert.False((await tokens.ValidateTokenAsync(token, Trusting(OtherKey))).IsValid);
    }

    [Fact]
    public async Task Validate_NotValid_IsAskedAgain()
    {
        var token = Token();
        Assert.False((await tokens.ValidateTokenAsync(token, Trusting(OtherKey))).IsValid);
        Assert.True((await tokens.ValidateTokenAsync(token, Trusting(Key))).IsValid);
    }

    [Fact]
    public async Task Believes_OnlyWhatWasFoundValid_ForAMinute()
    {
        var token = Token();
        await tokens.ValidateTokenAsync(token, Trusting(OtherKey));
        Assert.False(tokens.Believes(token));
        await tokens.ValidateTokenAsync(token, Trusting(Key));
        Assert.True(tokens.Believes(token));
        time.Move(TimeSpan.FromSeconds(61));
        Assert.False(tokens.Believes(token));
    }

    private string Token(TimeSpan? lifetime = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = CallerClaims.Audience,
            NotBefore = time.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1),
            Expires = time.GetUtcNow().UtcDateTime + (lifetime ?? TimeSpan.FromMinutes(10)),
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });

    private static TokenValidationParameters Trusting(SecurityKey key) => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = CallerClaims.Audience,
        IssuerSigningKey = key,
        ClockSkew = TimeSpan.Zero,
    };
}
