using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.SignIn;

public sealed class PasskeyTests(IdentityFixture fixture)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passkey_Registered_SignsInAloneAndCountsAsTwoFactors()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 1 };
        var (organization, person) = await RegisterAsync(authenticator);
        authenticator.Counter = 2;
        var browser = fixture.Browser();
        using var signedIn = await SignInAsync(browser, options => authenticator.Get(options));
        Assert.StartsWith("/connect/authorize?", signedIn.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        using var authorized = await browser.Http.GetAsync(signedIn.Headers.Location, Cancel);
        using var response = await browser.RedeemAsync(Browser.CalledBack(authorized)["code"]);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal(person.ToString(), token.Subject);
        Assert.Equal(["hwk", "mfa", "user"], token.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value).Order());
        Assert.Single(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and action = 'second-factor.enroll' and details ->> 'kind' = 'passkey'", organization));
    }

    [Fact]
    public async Task Passkey_AnswerSentAgain_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(authenticator);
        var browser = fixture.Browser();
        var (page, ceremony, options) = await BeginAsync(browser);
        var credential = authenticator.Get(options);
        using var first = await SendAsync(browser, page, ceremony, credential);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var again = await SendAsync(browser, page, ceremony, credential);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        // Nor does it fit another challenge.
        var other = fixture.Browser();
        var (otherPage, otherCeremony, _) = await BeginAsync(other);
        using var elsewhere = await SendAsync(other, otherPage, otherCeremony, credential);
        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Passkey_WrongChallengeOriginOrUnverifiedUser_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(authenticator);
        await RefusedAsync(options => authenticator.Get(options, challenge: new string('A', 43)));
        authenticator.Origin = "http://evil.example";
        await RefusedAsync(options => authenticator.Get(options));
        authenticator.Origin = "http://localhost:8080";
        authenticator.VerifiesUser = false;
        await RefusedAsync(options => authenticator.Get(options));
        authenticator.VerifiesUser = true;
        using var accepted = await SignInAsync(fixture.Browser(), options => authenticator.Get(options));
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
    }

    [Fact]
    public async Task Passkey_CounterGoingBack_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 5 };
        await RegisterAsync(authenticator);
        authenticator.Counter = 7;
        using var accepted = await SignInAsync(fixture.Browser(), options => authenticator.Get(options));
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        foreach (var counter in new uint[] { 7, 6 })
        {
            authenticator.Counter = counter;
            await RefusedAsync(options => authenticator.Get(options));
        }
    }

    [Fact]
    public async Task Passkey_OfAnUnknownKey_IsRefused()
    {
        using var known = new SoftwareAuthenticator();
        await RegisterAsync(known);
        using var stranger = new SoftwareAuthenticator();
        await RefusedAsync(options => stranger.Get(options));
    }

    [Fact]
    public async Task Passkeys_WithoutASecondFactorShown_AreNotAdded()
    {
        using var page = await fixture.Browser().Http.GetAsync("/sign-in/passkeys", Cancel);
        Assert.Equal("/sign-in", page.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Script_Served_IsAllowedByThePagesPolicy()
    {
        using var script = await fixture.AnonymousClient().GetAsync("/sign-in/passkey.js", Cancel);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        using var page = await fixture.AnonymousClient().GetAsync("/sign-in", Cancel);
        Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task RefusedAsync(Func<JsonNode, string> answer)
    {
        using var response = await SignInAsync(fixture.Browser(), answer);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SignInAsync(Browser browser, Func<JsonNode, string> answer)
    {
        var (page, ceremony, options) = await BeginAsync(browser);
        return await SendAsync(browser, page, ceremony, answer(options));
    }

    /// <summary>Opens the sign-in page and asks for a challenge, as its script does.</summary>
    private static async Task<(string Page, string Ceremony, JsonNode Options)> BeginAsync(Browser browser)
    {
        using var redirect = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        var page = FormOf(await browser.Http.GetStringAsync(redirect.Headers.Location, Cancel), "/sign-in/passkey");
        return await AskAsync(browser, page, "/sign-in/passkey/options");
    }

    private static async Task<(string Page, string Ceremony, JsonNode Options)> AskAsync(Browser browser, string page, string path)
    {
        using var response = await browser.SubmitPageAsync(page.Replace($"action=\"{FormActionOf(page)}\"", $"action=\"{path}\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.JsonAsync();
        return (page, answer["ceremony"]!.GetValue<string>(), answer["options"]!);
    }

    private static Task<HttpResponseMessage> SendAsync(Browser browser, string page, string ceremony, string credential) =>
        browser.SubmitPageAsync(page, ("Ceremony", ceremony), ("Credential", credential));

    private static string FormActionOf(string form) => form.Split("action=\"")[1].Split('"')[0];

    /// <summary>The page from the form with this action on.</summary>
    private static string FormOf(string page, string action) =>
        page[page.IndexOf($"""<form method="post" action="{action}" """, StringComparison.Ordinal)..];

    private async Task<(Guid Organization, Guid Person)> RegisterAsync(SoftwareAuthenticator authenticator)
    {
        var (organization, person) = (await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        var (page, ceremony, options) = await AskAsync(
            browser, FormOf(await browser.Http.GetStringAsync("/sign-in/passkeys", Cancel), "/sign-in/passkeys"), "/sign-in/passkeys/options");
        using var added = await browser.SubmitPageAsync(
            page, ("Ceremony", ceremony), ("Credential", authenticator.Create(options)), ("Name", "Test key"));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Contains("Remove Test key", await added.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        return (organization, person);
    }
}
