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
    public async Task Passkey_WrongChallengeOriginPartySignatureOrUnverifiedUser_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator();
        await RegisterAsync(authenticator);
        await RefusedAsync(options => authenticator.Get(options, challenge: new string('A', 43)));
        await RefusedAsync(options => authenticator.Get(options, signsOther: true));
        foreach (var origin in new[] { "http://evil.example", "https://localhost:8080", "http://localhost:8081", "http://evil.localhost:8080" })
        {
            authenticator.Origin = origin;
            await RefusedAsync(options => authenticator.Get(options));
        }

        authenticator.Origin = "http://localhost:8080";
        authenticator.RelyingParty = "evil.example";
        await RefusedAsync(options => authenticator.Get(options));
        authenticator.RelyingParty = null;
        authenticator.VerifiesUser = false;
        await RefusedAsync(options => authenticator.Get(options));
        authenticator.VerifiesUser = true;
        using var accepted = await SignInAsync(fixture.Browser(), options => authenticator.Get(options));
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
    }

    [Fact]
    public async Task Register_WrongOriginPartyOrUnverifiedUser_IsRefused()
    {
        var (_, person, browser) = await StaffAsync();
        await NotAddedAsync(authenticator => authenticator.Origin = "http://evil.example");
        await NotAddedAsync(authenticator => authenticator.RelyingParty = "evil.example");
        await NotAddedAsync(authenticator => authenticator.VerifiesUser = false);
        Assert.Empty(await fixture.SqlAsync<Guid>("select user_id from auth.person_passkeys where user_id = $1", person));

        async Task NotAddedAsync(Action<SoftwareAuthenticator> spoil)
        {
            using var authenticator = new SoftwareAuthenticator();
            spoil(authenticator);
            using var refused = await AddAsync(browser, authenticator);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Register_AnswerSentAgainOrByAnotherPerson_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator();
        var (_, person, browser) = await StaffAsync();
        var (page, ceremony, options) = await AskToAddAsync(browser);
        var (_, other, stranger) = await StaffAsync();
        var (strangersPage, _, _) = await AskToAddAsync(stranger);
        var credential = authenticator.Create(options);
        using var stolen = await SendAsync(stranger, strangersPage, ceremony, credential);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
        using var added = await SendAsync(browser, page, ceremony, credential);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        using var again = await SendAsync(browser, page, ceremony, credential);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal([person], await fixture.SqlAsync<Guid>("select user_id from auth.person_passkeys where user_id = any ($1)", new[] { person, other }));
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
    public async Task Passkey_OfALockedAccount_IsRefusedUntilTheLockEnds()
    {
        using var authenticator = new SoftwareAuthenticator();
        var (_, person) = await RegisterAsync(authenticator);
        await fixture.SqlAsync<int>("update auth.people set lockout_end = now() + interval '15 min' where id = $1 returning 1", person);
        await RefusedAsync(options => authenticator.Get(options));
        await fixture.SqlAsync<int>("update auth.people set lockout_end = null where id = $1 returning 1", person);
        using var accepted = await SignInAsync(fixture.Browser(), options => authenticator.Get(options));
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
    }

    [Fact]
    public async Task Passkey_CopiedAndUsedAtTheSameMoment_SignsInOnce()
    {
        using var authenticator = new SoftwareAuthenticator { Counter = 1 };
        await RegisterAsync(authenticator);
        authenticator.Counter = 2;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await SignInAsync(fixture.Browser(), options => authenticator.Get(options));
            return answer.StatusCode;
        }));
        Assert.Single(answers, status => status == HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Passkey_Renamed_ShowsItsName_AndRemoved_IsRefused()
    {
        using var authenticator = new SoftwareAuthenticator();
        var (organization, person, browser) = await StaffAsync();
        using var added = await AddAsync(browser, authenticator);
        using var renamed = await browser.SubmitPageAsync(FormOf(await added.Content.ReadAsStringAsync(Cancel), "/sign-in/passkeys/rename"), ("Name", "Key <1>"));
        var page = await renamed.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Remove Key &lt;1&gt;", page, StringComparison.Ordinal);
        using var removed = await browser.SubmitPageAsync(FormOf(page, "/sign-in/passkeys/remove"));
        Assert.DoesNotContain("Remove Key", await removed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await RefusedAsync(options => authenticator.Get(options));
        Assert.Equal(["second-factor.enroll", "second-factor.rename", "second-factor.remove"], await fixture.SqlAsync<string>(
            "select action from audit where organization_id = $1 and resource_id = $2 and action like 'second-factor%' order by id", organization, person));
    }

    [Fact]
    public async Task Passkey_OfAnotherPerson_IsNeitherRenamedNorRemoved()
    {
        using var authenticator = new SoftwareAuthenticator();
        var (_, _, browser) = await StaffAsync();
        using var added = await AddAsync(browser, authenticator);
        var theirs = FormOf(await added.Content.ReadAsStringAsync(Cancel), "/sign-in/passkeys/remove").Split("name=\"Id\" value=\"")[1].Split('"')[0];
        using var mine = new SoftwareAuthenticator();
        var (_, _, stranger) = await StaffAsync();
        using var own = await AddAsync(stranger, mine);
        var page = await own.Content.ReadAsStringAsync(Cancel);
        using var renamed = await stranger.SubmitPageAsync(FormOf(page, "/sign-in/passkeys/rename"), ("Id", theirs), ("Name", "Stolen"));
        using var removed = await stranger.SubmitPageAsync(FormOf(page, "/sign-in/passkeys/remove"), ("Id", theirs));
        Assert.Contains("Remove Test key", await browser.Http.GetStringAsync("/sign-in/passkeys", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstSignIn_WithAPasskeyInPlaceOfAnApp_IsWhole_AndTheLastOneStays()
    {
        var (organization, person) = (await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberWithoutFactorAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), IdentityFixture.Email(person), IdentityFixture.Password);
        var enroll = await browser.Http.GetStringAsync(submitted.Headers.Location, Cancel);
        var link = WebUtility.HtmlDecode(enroll.Split("href=\"").Single(part => part.StartsWith("/sign-in/passkeys", StringComparison.Ordinal)).Split('"')[0]);
        using var authenticator = new SoftwareAuthenticator();
        using var added = await AddAsync(browser, authenticator, link);
        using var authorized = await browser.Http.GetAsync(added.Headers.Location, Cancel);
        using var response = await browser.RedeemAsync(Browser.CalledBack(authorized)["code"]);
        Assert.Equal(
            ["hwk", "mfa", "pwd", "user"],
            Browser.AccessToken(await response.JsonAsync()).Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value).Order());

        using var last = await browser.SubmitPageAsync(FormOf(await browser.Http.GetStringAsync("/sign-in/passkeys", Cancel), "/sign-in/passkeys/remove"));
        Assert.Equal(HttpStatusCode.BadRequest, last.StatusCode);
        Assert.Contains("last second factor", await last.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var another = new SoftwareAuthenticator();
        using var second = await AddAsync(browser, another);
        var page = await second.Content.ReadAsStringAsync(Cancel);
        var answers = await Task.WhenAll(page.Split("<li>")[1..].Select(item => browser.SubmitPageAsync(FormOf(item, "/sign-in/passkeys/remove"))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.BadRequest);
        Array.ForEach(answers, answer => answer.Dispose());
        Assert.Single(await fixture.SqlAsync<Guid>("select user_id from auth.person_passkeys where user_id = $1", person));
    }

    [Fact]
    public async Task Passkeys_WithoutASecondFactorShown_AreNotAdded()
    {
        var (organization, person) = (await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), IdentityFixture.Email(person), IdentityFixture.Password);
        using var page = await browser.Http.GetAsync("/sign-in/passkeys", Cancel);
        Assert.StartsWith("/sign-in?", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_Served_IsTheOnlyOneThatThePagesAllow()
    {
        using var script = await fixture.AnonymousClient().GetAsync("/sign-in/passkey.js", Cancel);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        using var response = await fixture.AnonymousClient().GetAsync("/sign-in", Cancel);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("; script-src http://localhost:8080/sign-in/passkey.js; connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(2, page.Split("<script").Length);
        Assert.Contains("""<script src="/sign-in/passkey.js" defer></script>""", page, StringComparison.Ordinal);
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
        page[page.IndexOf($"<form method=\"post\" action=\"{action}\"", StringComparison.Ordinal)..];

    private static async Task<(string Page, string Ceremony, JsonNode Options)> AskToAddAsync(Browser browser, string address = "/sign-in/passkeys") =>
        await AskAsync(browser, FormOf(await browser.Http.GetStringAsync(address, Cancel), "/sign-in/passkeys"), "/sign-in/passkeys/options");

    private static async Task<HttpResponseMessage> AddAsync(Browser browser, SoftwareAuthenticator authenticator, string address = "/sign-in/passkeys")
    {
        var (page, ceremony, options) = await AskToAddAsync(browser, address);
        return await browser.SubmitPageAsync(page, ("Ceremony", ceremony), ("Credential", authenticator.Create(options)), ("Name", "Test key"));
    }

    private async Task<(Guid Organization, Guid Person, Browser Browser)> StaffAsync()
    {
        var (organization, person) = (await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        return (organization, person, browser);
    }

    private async Task<(Guid Organization, Guid Person)> RegisterAsync(SoftwareAuthenticator authenticator)
    {
        var (organization, person, browser) = await StaffAsync();
        using var added = await AddAsync(browser, authenticator);
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Contains("Remove Test key", await added.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        return (organization, person);
    }
}
