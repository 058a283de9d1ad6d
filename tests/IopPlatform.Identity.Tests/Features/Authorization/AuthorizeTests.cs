using System.Net;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.Authorization;

public sealed class AuthorizeTests(IdentityFixture fixture)
{
    private static readonly DemoMember SharedReviewer =
        DemoProvider.Prairie.Members.Single(member => DemoProvider.Harbor.Members.Any(other => other.PersonId == member.PersonId));

    [Fact]
    public async Task Authorize_MemberOfOneOrganization_GivesACodeAndAuditsIt()
    {
        var director = DemoProvider.Harbor.Members.Single(member => member.Role == Roles.MedicalDirector);
        var answer = await fixture.Browser().AuthorizeAsync(director.Email, IdentityFixture.Password);
        Assert.NotEmpty(answer["code"]);
        Assert.Equal("some state", answer["state"]);
        Assert.NotEmpty(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and action = 'session.open' and subject = $2",
            DemoProvider.Harbor.Id, director.PersonId.ToString()));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234/callback", true)]
    [InlineData("http://127.0.0.1/callback", true)]
    [InlineData(TestTokens.Issuer + "/signed-in", true)]
    [InlineData("http://127.0.0.1:1234/other", false)]
    [InlineData("http://evil.example/callback", false)]
    public async Task Authorize_RedirectAddress_IsHeldAgainstTheRegisteredOnes(string redirect, bool isAccepted)
    {
        var browser = fixture.Browser();
        using var response = await browser.Http.GetAsync(browser.AuthorizeAddress(redirect: redirect), TestContext.Current.CancellationToken);
        Assert.Equal(isAccepted ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(isAccepted, response.Headers.Location is not null);
    }

    [Fact]
    public async Task Authorize_WithoutPkce_IsRefused()
    {
        var browser = fixture.Browser();
        var address = browser.AuthorizeAddress().Replace("code_challenge=", "ignored=", StringComparison.Ordinal)
            .Replace("code_challenge_method=", "ignored_too=", StringComparison.Ordinal);
        using var response = await browser.Http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("code_challenge", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_SeveralMemberships_OffersThemAndTakesTheChosenOne()
    {
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitSignInAsync(browser.AuthorizeAddress(), SharedReviewer.Email, IdentityFixture.Password);
        using var chooser = await browser.Http.GetAsync(submitted.Headers.Location, TestContext.Current.CancellationToken);
        var page = await chooser.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, chooser.StatusCode);
        Assert.Contains(DemoProvider.Harbor.Name, page, StringComparison.Ordinal);
        Assert.Contains(DemoProvider.Prairie.Name, page, StringComparison.Ordinal);

        var link = page.Split("href=\"").Select(part => WebUtility.HtmlDecode(part.Split('"')[0]))
            .Single(part => part.Contains(DemoProvider.Prairie.Id.ToString(), StringComparison.Ordinal));
        using var chosen = await browser.Http.GetAsync(link, TestContext.Current.CancellationToken);
        using var response = await browser.RedeemAsync(Browser.CalledBack(chosen)["code"]);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal(DemoProvider.Prairie.Id.ToString(), token.GetClaim(CallerClaims.Organization).Value);
    }

    [Fact]
    public async Task Authorize_OrganizationNamed_SkipsTheChooser()
    {
        foreach (var organization in DemoProvider.Organizations)
        {
            var tokens = await fixture.Browser().SignInAsync(SharedReviewer.Email, IdentityFixture.Password, organization.Id);
            Assert.Equal(organization.Id.ToString(), Browser.AccessToken(tokens).GetClaim(CallerClaims.Organization).Value);
        }
    }

    [Fact]
    public async Task Authorize_SwitchedOrganization_IsAnotherAuthorizationForThatOneOnly()
    {
        var browser = fixture.Browser();
        var tokens = new Dictionary<Guid, System.Text.Json.Nodes.JsonNode>
        {
            [DemoProvider.Harbor.Id] = await browser.SignInAsync(SharedReviewer.Email, IdentityFixture.Password, DemoProvider.Harbor.Id),
        };
        using var asked = await browser.Http.GetAsync(
            browser.AuthorizeAddress(DemoProvider.Harbor.Id, more: "&prompt=select_account"), TestContext.Current.CancellationToken);
        Assert.Contains(DemoProvider.Prairie.Name, await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var switched = await browser.Http.GetAsync(browser.AuthorizeAddress(DemoProvider.Prairie.Id), TestContext.Current.CancellationToken);
        using var response = await browser.RedeemAsync(Browser.CalledBack(switched)["code"]);
        tokens[DemoProvider.Prairie.Id] = await response.JsonAsync();
        Assert.Equal(2, tokens.Values.Select(token => Browser.AccessToken(token).GetClaim("sid").Value).Distinct().Count());
        foreach (var organization in DemoProvider.Organizations)
        {
            browser.Use(tokens[organization.Id]);
            using var shown = await browser.Http.GetAsync("/api/identity/sites", TestContext.Current.CancellationToken);
            var sites = (await shown.JsonAsync())["items"]!.AsArray().Select(site => site!["id"]!.GetValue<Guid>()).ToList();
            Assert.Equal(organization.Sites.Select(site => site.Id).Order(), sites.Order());
            var session = Browser.AccessToken(tokens[organization.Id]).GetClaim("sid").Value;
            Assert.Single(await fixture.SqlAsync<long>(
                "select id from audit where organization_id = $1 and action = 'session.open' and details ->> 'session' = $2", organization.Id, session));
        }
    }

    [Fact]
    public async Task Authorize_UnknownOrForeignOrganization_IsRefused()
    {
        foreach (var organization in new[] { DemoProvider.Prairie.Id, Guid.CreateVersion7() })
        {
            var answer = await fixture.Browser().AuthorizeAsync(
                DemoProvider.Harbor.Members[1].Email, IdentityFixture.Password, organization);
            Assert.Equal("access_denied", answer["error"]);
            Assert.DoesNotContain("code", answer.Keys);
        }
    }

    [Fact]
    public async Task Authorize_NoMembership_IsRefused()
    {
        var person = await fixture.AddPersonAsync();
        var answer = await fixture.Browser().AuthorizeAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        Assert.Equal("access_denied", answer["error"]);
    }

    [Fact]
    public async Task Authorize_PromptNoneWithoutASession_SaysSo()
    {
        var browser = fixture.Browser();
        using var response = await browser.Http.GetAsync(browser.AuthorizeAddress(more: "&prompt=none"), TestContext.Current.CancellationToken);
        Assert.Equal("login_required", Browser.CalledBack(response)["error"]);
    }

    [Fact]
    public async Task Authorize_WithASession_NeedsNoPasswordUnlessPromptSaysSo()
    {
        var browser = fixture.Browser();
        await browser.AuthorizeAsync(DemoProvider.Harbor.Members[2].Email, IdentityFixture.Password);
        using var again = await browser.Http.GetAsync(browser.AuthorizeAddress(), TestContext.Current.CancellationToken);
        Assert.Contains("code", Browser.CalledBack(again).Keys);

        using var prompted = await browser.Http.GetAsync(browser.AuthorizeAddress(more: "&prompt=login"), TestContext.Current.CancellationToken);
        Assert.StartsWith("/sign-in", prompted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("prompt", prompted.Headers.Location.OriginalString, StringComparison.Ordinal);

        using var ended = await browser.Http.GetAsync("/connect/logout", TestContext.Current.CancellationToken);
        using var afterwards = await browser.Http.GetAsync(browser.AuthorizeAddress(), TestContext.Current.CancellationToken);
        Assert.StartsWith("/sign-in", afterwards.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}
