using System.Net;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Tests.Features.Authorization;

public sealed class ExchangeTokenTests(IdentityFixture fixture)
{
    [Fact]
    public async Task Code_Redeemed_GivesATokenThatEveryServiceAccepts()
    {
        var therapist = DemoProvider.Harbor.Members.First(member => member.Role == Roles.Therapist);
        var tokens = await fixture.Browser().SignInAsync(therapist.Email, IdentityFixture.Password);

        // Exactly what ServiceDefaults validates with, on the published keys.
        var keys = new JsonWebKeySet(await fixture.AnonymousClient().GetStringAsync("/.well-known/jwks", TestContext.Current.CancellationToken));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            tokens["access_token"]!.GetValue<string>(),
            new TokenValidationParameters
            {
                ValidIssuers = [TestTokens.Issuer, TestTokens.Issuer + "/"],
                ValidAudience = CallerClaims.Audience,
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                IssuerSigningKeys = keys.GetSigningKeys(),
            });
        Assert.True(result.IsValid, result.Exception?.Message);
        var caller = Caller.From(new System.Security.Claims.ClaimsPrincipal(result.ClaimsIdentity));
        Assert.Equivalent(
            new Caller(DemoProvider.Harbor.Id, therapist.PersonId.ToString(), [Roles.Therapist], [therapist.SiteId!.Value], null), caller);

        var token = (JsonWebToken)result.SecurityToken;
        Assert.Equal(["mfa", "otp", "pwd"], Values(token, "amr").Order());
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(token.GetClaim("auth_time").Value, System.Globalization.CultureInfo.InvariantCulture)),
            fixture.Time.GetUtcNow() - TimeSpan.FromMinutes(1),
            fixture.Time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(10), token.ValidTo - token.IssuedAt);
        Assert.DoesNotContain(token.Claims, claim => claim.Type is "name" or "email" or "security_stamp");
        Assert.Equal(therapist.DisplayName, new JsonWebToken(tokens["id_token"]!.GetValue<string>()).GetClaim("name").Value);
    }

    [Fact]
    public async Task Code_MemberOfTheWholeOrganization_ReachesAllSites()
    {
        var director = DemoProvider.Prairie.Members.Single(member => member.Role == Roles.MedicalDirector);
        var tokens = await fixture.Browser().SignInAsync(director.Email, IdentityFixture.Password);
        Assert.Equal([CallerClaims.AllSites], Values(Browser.AccessToken(tokens), CallerClaims.Site));
    }

    [Fact]
    public async Task Code_WithAnotherVerifier_IsRefused()
    {
        var browser = fixture.Browser();
        var answer = await browser.AuthorizeAsync(DemoProvider.Prairie.Members[0].Email, IdentityFixture.Password);
        using var response = await browser.RedeemAsync(answer["code"], codeVerifier: new string('a', 43));
        await RefusedAsync(response, "invalid_grant");
    }

    [Fact]
    public async Task Code_RedeemedTwice_IsRefusedAndEndsTheFirstRefreshToken()
    {
        var browser = fixture.Browser();
        var answer = await browser.AuthorizeAsync(DemoProvider.Prairie.Members[1].Email, IdentityFixture.Password);
        using var first = await browser.RedeemAsync(answer["code"]);
        var tokens = await first.JsonAsync();
        using var second = await browser.RedeemAsync(answer["code"]);
        await RefusedAsync(second, "invalid_grant");
        using var refresh = await browser.RefreshAsync(Browser.RefreshToken(tokens));
        await RefusedAsync(refresh, "invalid_grant");
    }

    [Fact]
    public async Task Refresh_UsedAgainAfterTheLeeway_EndsTheWholeChain()
    {
        var (organization, person, browser, first) = await MemberAsync();
        using var rotated = await browser.RefreshAsync(first);
        var second = Browser.RefreshToken(await rotated.JsonAsync());
        using var withinLeeway = await browser.RefreshAsync(first);
        Assert.Equal(HttpStatusCode.OK, withinLeeway.StatusCode);

        fixture.Time.Advance(TimeSpan.FromSeconds(20));
        using var stolen = await browser.RefreshAsync(first);
        await RefusedAsync(stolen, "invalid_grant");
        using var successor = await browser.RefreshAsync(second);
        await RefusedAsync(successor, "invalid_grant");
        Assert.Single(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and action = 'session.refresh-reuse' and resource_id = $2", organization, person));
    }

    [Fact]
    public async Task Refresh_UsedAgainWithinTheLeeway_BothSuccessorsWork()
    {
        var (organization, _, browser, first) = await MemberAsync();
        using var one = await browser.RefreshAsync(first);
        using var two = await browser.RefreshAsync(first);
        foreach (var answer in new[] { one, two })
        {
            using var next = await browser.RefreshAsync(Browser.RefreshToken(await answer.JsonAsync()));
            Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        }

        Assert.Empty(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and action = 'session.refresh-reuse'", organization));
    }

    [Fact]
    public async Task Refresh_MembershipChanged_CarriesTheNewReach()
    {
        var (organization, person, browser, refreshToken) = await MemberAsync();
        var site = await fixture.AddSiteAsync(organization);
        await fixture.SqlAsync<int>(
            "update memberships set roles = $3, site_ids = $4 where organization_id = $1 and person_id = $2 returning 1",
            organization, person, new[] { Roles.SiteManager, Roles.IntakeCoordinator }, new[] { site });
        using var response = await browser.RefreshAsync(refreshToken);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal([Roles.IntakeCoordinator, Roles.SiteManager], Values(token, CallerClaims.Role).Order());
        Assert.Equal([site.ToString()], Values(token, CallerClaims.Site));
    }

    [Fact]
    public async Task Refresh_MembershipEnded_IsRefused()
    {
        var (organization, person, browser, refreshToken) = await MemberAsync();
        await fixture.SqlAsync<int>(
            "update memberships set active = false where organization_id = $1 and person_id = $2 returning 1", organization, person);
        using var response = await browser.RefreshAsync(refreshToken);
        await RefusedAsync(response, "invalid_grant");
    }

    [Fact]
    public async Task Refresh_PasswordChanged_IsRefused()
    {
        var (_, person, browser, refreshToken) = await MemberAsync();
        await fixture.SqlAsync<int>("update auth.people set security_stamp = 'another' where id = $1 returning 1", person);
        using var response = await browser.RefreshAsync(refreshToken);
        await RefusedAsync(response, "invalid_grant");
    }

    [Fact]
    public async Task Refresh_Revoked_IsRefused()
    {
        var (_, _, browser, refreshToken) = await MemberAsync();
        using var revoked = await browser.Http.PostAsync(
            "/connect/revoke",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = Browser.Client, ["token"] = refreshToken }),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        using var response = await browser.RefreshAsync(refreshToken);
        await RefusedAsync(response, "invalid_grant");
    }

    [Theory]
    [InlineData("iop-operator", IdentityFixture.OperatorSecret, Roles.Operator)]
    [InlineData("iop-service", IdentityFixture.ServiceSecret, Roles.Service)]
    public async Task Machine_RightSecret_HasItsRoleAndNoOrganization(string client, string secret, string role)
    {
        using var response = await ClientAsync(client, secret);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal(client, token.Subject);
        Assert.Equal([role], Values(token, CallerClaims.Role));
        Assert.Equal([CallerClaims.Audience], token.Audiences);
        Assert.DoesNotContain(token.Claims, claim => claim.Type is CallerClaims.Organization or CallerClaims.Site);

        using var api = fixture.AnonymousClient();
        api.DefaultRequestHeaders.Authorization = new("Bearer", token.EncodedToken);
        using var answer = await api.GetAsync("/api/identity/sites", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Machine_WrongSecret_IsRefused()
    {
        using var response = await ClientAsync("iop-operator", IdentityFixture.ServiceSecret);
        await RefusedAsync(response, "invalid_client", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Password_Grant_DoesNotExist()
    {
        using var response = await fixture.Browser().TokenAsync(new()
        {
            ["grant_type"] = "password",
            ["client_id"] = Browser.Client,
            ["username"] = DemoProvider.Harbor.Members[0].Email,
            ["password"] = IdentityFixture.Password,
        });
        await RefusedAsync(response, "unsupported_grant_type");
    }

    [Fact]
    public async Task Discovery_Read_NamesThePublicOrigin()
    {
        using var response = await fixture.AnonymousClient().GetAsync("/.well-known/openid-configuration", TestContext.Current.CancellationToken);
        var document = await response.JsonAsync();
        Assert.Equal(TestTokens.Issuer + "/", document["issuer"]!.GetValue<string>());
        Assert.Equal(TestTokens.Issuer + "/connect/token", document["token_endpoint"]!.GetValue<string>());
        Assert.Equal(TestTokens.Issuer + "/.well-known/jwks", document["jwks_uri"]!.GetValue<string>());
        Assert.Equal(["S256"], document["code_challenge_methods_supported"]!.AsArray().Select(method => method!.GetValue<string>()));
    }

    private async Task<(Guid Organization, Guid Person, Browser Browser, string RefreshToken)> MemberAsync()
    {
        var organization = await fixture.AddOrganizationAsync();
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        return (organization, person, browser, Browser.RefreshToken(tokens));
    }

    private Task<HttpResponseMessage> ClientAsync(string client, string secret) => fixture.Browser().TokenAsync(new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = client,
        ["client_secret"] = secret,
        ["scope"] = "api",
    });

    private static IEnumerable<string> Values(JsonWebToken token, string type) =>
        token.Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    private static async Task RefusedAsync(HttpResponseMessage response, string error, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, (await response.JsonAsync())["error"]!.GetValue<string>());
    }
}
