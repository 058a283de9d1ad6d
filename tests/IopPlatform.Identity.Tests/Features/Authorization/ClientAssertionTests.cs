using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Tests.Features.Authorization;

/// <summary>A partner signs in with assertions that it signs itself (RFC 7523).</summary>
public sealed class ClientAssertionTests(IdentityFixture fixture)
{
    private const string Issuer = TestTokens.Issuer + "/";

    [Fact]
    public async Task Assertion_OfTheRegisteredKey_ActsForItsOrganization()
    {
        using var response = await SendAsync(Assertion());
        var tokens = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, tokens.ToJsonString());
        var token = Browser.AccessToken(tokens);
        Assert.Equal("demo-partner", token.Subject);
        Assert.Equal(Roles.Partner, token.GetClaim(CallerClaims.Role).Value);
        Assert.Equal(CallerClaims.AllSites, token.GetClaim(CallerClaims.Site).Value);
        Assert.Equal(DemoProvider.Harbor.Id.ToString(), token.GetClaim(CallerClaims.Organization).Value);
        Assert.Equal([CallerClaims.Audience], token.Audiences);
        Assert.Null(tokens["refresh_token"]);
    }

    [Fact]
    public async Task Assertion_Replayed_IsRefused()
    {
        var assertion = Assertion();
        using var first = await SendAsync(assertion);
        using var second = await SendAsync(assertion);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await RefusedAsync(second);
    }

    [Fact]
    public async Task Assertion_ManyTimesAtOnce_IsTakenOnce()
    {
        var assertion = Assertion();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(assertion)));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Assertion_Expired_IsRefused()
    {
        using var response = await SendAsync(Assertion(lasts: TimeSpan.FromMinutes(-6)));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_GoodForLongerThanItsIdIsKept_IsRefused()
    {
        using var response = await SendAsync(Assertion(lasts: TimeSpan.FromHours(1)));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_WithoutAnId_IsRefused()
    {
        using var response = await SendAsync(Assertion(id: null));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_ForAnotherServer_IsRefused()
    {
        using var response = await SendAsync(Assertion(audience: "https://elsewhere.example/"));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_OfAnotherKey_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var response = await SendAsync(Assertion(key: stranger));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_Unsigned_IsRefused()
    {
        var parts = Assertion().Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"client-authentication+jwt"}""");
        using var response = await SendAsync($"{header}.{parts[1]}.");
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Assertion_SignedWithThePublicKeyAsASecret_IsRefused()
    {
        var secret = new SymmetricSecurityKey(fixture.PartnerKey.ExportSubjectPublicKeyInfo()) { KeyId = "partner" };
        using var response = await SendAsync(Assertion(signing: new SigningCredentials(secret, SecurityAlgorithms.HmacSha256)));
        await RefusedAsync(response);
    }

    [Fact]
    public async Task Secret_InPlaceOfAnAssertion_IsRefused()
    {
        using var response = await fixture.Browser().TokenAsync(new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "demo-partner",
            ["client_secret"] = "any",
        });
        await RefusedAsync(response);
    }

    private string Assertion(
        TimeSpan? lasts = null, string audience = Issuer, string? id = "", ECDsa? key = null, SigningCredentials? signing = null)
    {
        var now = fixture.Time.GetUtcNow().UtcDateTime;
        List<Claim> claims = [new("sub", "demo-partner")];
        if (id is not null) claims.Add(new Claim("jti", Guid.CreateVersion7().ToString()));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "demo-partner",
            Audience = audience,
            TokenType = "client-authentication+jwt",
            Subject = new ClaimsIdentity(claims),
            IssuedAt = now - TimeSpan.FromMinutes(10),
            Expires = now + (lasts ?? TimeSpan.FromMinutes(2)),
            SigningCredentials = signing
                ?? new SigningCredentials(new ECDsaSecurityKey(key ?? fixture.PartnerKey) { KeyId = "partner" }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private Task<HttpResponseMessage> SendAsync(string assertion) => fixture.Browser().TokenAsync(new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = "demo-partner",
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = assertion,
    });

    private static async Task RefusedAsync(HttpResponseMessage response)
    {
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized });
        var answer = await response.JsonAsync();
        Assert.Contains(answer["error"]!.GetValue<string>(), new[] { "invalid_client", "invalid_grant", "invalid_request", "invalid_token" });
        Assert.Null(answer["access_token"]);
    }
}
