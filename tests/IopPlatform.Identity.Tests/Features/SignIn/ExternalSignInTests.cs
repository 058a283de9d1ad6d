using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace IopPlatform.Identity.Tests.Features.SignIn;

/// <summary>Against a second instance of our own provider. One test at a time: some cut the line between the two.</summary>
public sealed class ExternalSignInTests(ExternalFixture both) : IClassFixture<ExternalFixture>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_Unlinked_IsRefusedAndMakesNoAccount()
    {
        var elsewhere = await PersonElsewhereAsync();
        var before = await PeopleAsync();
        using var refused = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "Nobody here has linked");
        Assert.Equal(before, await PeopleAsync());
    }

    [Fact]
    public async Task SignIn_SameVerifiedEmailAsAMemberButNotAllowed_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        await MemberHereAsync(email: IdentityFixture.Email(elsewhere));
        using var refused = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "Nobody here has linked");
    }

    [Fact]
    public async Task Link_AfterLocalSignInAndAYes_SignsInLaterWithTheTrustedSecondFactor()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (organization, person) = await MemberHereAsync();
        using (var linked = await LinkAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Trusted))
        {
            Assert.Contains("Unlink Hospital &lt;trusted&gt;", await linked.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        var browser = both.Here.Browser();
        using var back = await GoThereAndBackAsync(browser, elsewhere, ExternalFixture.Trusted, browser.AuthorizeAddress());
        using var authorized = await browser.Http.GetAsync(back.Headers.Location, Cancel);
        using var response = await browser.RedeemAsync(Browser.CalledBack(authorized)["code"]);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal((person.ToString(), organization.ToString()), (token.Subject, token.GetClaim(CallerClaims.Organization).Value));
        Assert.Equal(["ext", "mfa"], token.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value).Order());
        Assert.Equal(["trusted"], await both.Here.SqlAsync<string>(
            "select details ->> 'provider' from audit where organization_id = $1 and resource_id = $2 and action = 'external-sign-in.link'", organization, person));
    }

    [Fact]
    public async Task Link_ByAnAddressAlone_LinksNothing()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        using var asked = await GoThereAndBackAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Trusted, links: true);
        await ShowsAsync(asked, HttpStatusCode.OK, IdentityFixture.Email(elsewhere));
        Assert.Empty(await LinksOfAsync(person));
        using var withoutSession = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted, links: true);
        Assert.Equal("/sign-in?returnUrl=%2Fsign-in%2Fexternal-accounts", withoutSession.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Link_UnverifiedEmail_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync(isVerified: false);
        var (_, person) = await MemberHereAsync();
        using var refused = await GoThereAndBackAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Trusted, links: true);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "has not verified your e-mail");
        Assert.Empty(await LinksOfAsync(person));
    }

    [Fact]
    public async Task Link_OfSomebodyElse_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, first) = await MemberHereAsync();
        using var linked = await LinkAsync(await SignedInHereAsync(first), elsewhere, ExternalFixture.Trusted);
        var (_, second) = await MemberHereAsync();
        using var refused = await GoThereAndBackAsync(await SignedInHereAsync(second), elsewhere, ExternalFixture.Trusted, links: true);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "linked already");
    }

    [Fact]
    public async Task SecondFactor_OfAProviderThatIsNotTrusted_IsAskedForHere()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        using var linked = await LinkAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Untrusted);
        var browser = both.Here.Browser();
        using var back = await GoThereAndBackAsync(browser, elsewhere, ExternalFixture.Untrusted, browser.AuthorizeAddress());
        Assert.StartsWith("/sign-in/second-factor?", back.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var early = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        Assert.StartsWith("/sign-in?", early.Headers.Location!.OriginalString, StringComparison.Ordinal);

        var email = IdentityFixture.Email(person);
        await both.Here.ForgetCodesAsync(email);
        using var answered = await browser.SubmitAsync(back.Headers.Location.OriginalString, ("Code", both.Here.Code(email)));
        using var authorized = await browser.Http.GetAsync(answered.Headers.Location, Cancel);
        Assert.Contains("code", Browser.CalledBack(authorized).Keys);
    }

    [Fact]
    public async Task SecondFactor_NotAssertedByATrustedProvider_IsEnrolledHere()
    {
        // A patient there, who signs in with a password alone.
        var elsewhere = await PersonElsewhereAsync(isPatient: true);
        var (_, person) = await MemberHereAsync(hasFactor: false);
        await both.Here.SqlAsync<string>(
            "insert into auth.person_logins values ($1, $2, 'Hospital', $3) returning 'made'", ExternalFixture.ElsewhereFixture.Issuer + "/", elsewhere.ToString(), person);
        var browser = both.Here.Browser();
        using var back = await GoThereAndBackAsync(browser, elsewhere, ExternalFixture.Trusted, browser.AuthorizeAddress());
        Assert.StartsWith("/sign-in/enroll?", back.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_NotAsserted_IsAskedForAndRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        var browser = await SignedInHereAsync(person);
        using var start = await browser.Http.GetAsync("/sign-in/external?provider=strict&links=true", Cancel);
        Assert.Equal("urn:example:gold", QueryHelpers.ParseQuery(start.Headers.Location!.Query)["acr_values"].ToString());
        using var refused = await GoThereAndBackAsync(browser, elsewhere, ExternalFixture.Strict, links: true);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "did not confirm you in the way");
    }

    [Fact]
    public async Task Allowed_ByAnAdministrator_LinksOnceByTheVerifiedEmail()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (organization, person) = await MemberHereAsync(email: IdentityFixture.Email(elsewhere));
        await AllowAsync(organization, person);
        using var back = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(back, HttpStatusCode.OK, "You are signed in");
        Assert.Single(await LinksOfAsync(person));
        Assert.Empty(await both.Here.SqlAsync<Guid>("select person_id from external_sign_in_invitations where person_id = $1", person));
        Assert.Equal(["staff.allow-external-sign-in", "external-sign-in.link"], await both.Here.SqlAsync<string>(
            "select action from audit where organization_id = $1 and resource_id = $2 and action like '%external%' order by id", organization, person));
    }

    [Fact]
    public async Task Allowed_ButUnverifiedLateOrEnded_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync(isVerified: false);
        var (organization, person) = await MemberHereAsync(email: IdentityFixture.Email(elsewhere));
        await AllowAsync(organization, person);
        using var unverified = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(unverified, HttpStatusCode.Forbidden, "has not verified your e-mail");

        await both.Elsewhere.SqlAsync<int>("update auth.people set email_confirmed = true where id = $1 returning 1", elsewhere);
        await both.Here.SqlAsync<int>("update external_sign_in_invitations set expires_at = $2 where person_id = $1 returning 1", person, both.Here.Time.GetUtcNow());
        using var late = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(late, HttpStatusCode.Forbidden, "Nobody here has linked");

        await AllowAsync(organization, person);
        await both.Here.SqlAsync<int>("update memberships set active = false where person_id = $1 returning 1", person);
        using var ended = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(ended, HttpStatusCode.Forbidden, "Nobody here has linked");
        Assert.Empty(await LinksOfAsync(person));
    }

    [Fact]
    public async Task ProviderOfOneOrganization_PersonOfAnother_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, stranger) = await MemberHereAsync();
        using var refused = await GoThereAndBackAsync(await SignedInHereAsync(stranger), elsewhere, ExternalFixture.OfOne, links: true);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "of one organization");

        await both.Here.SqlAsync<int>("insert into organizations values ($1, 'The one', '+1-212-555-0199', 1) on conflict do nothing returning 1", both.One);
        var member = await both.Here.AddPersonAsync();
        await both.Here.AddMemberAsync(both.One, member, Roles.Therapist);
        using var linked = await LinkAsync(await SignedInHereAsync(member), elsewhere, ExternalFixture.OfOne);
        Assert.Single(await LinksOfAsync(member));
    }

    [Fact]
    public async Task Unlink_Own_SignsInNoMoreAndIsAudited()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (organization, person) = await MemberHereAsync();
        var browser = await SignedInHereAsync(person);
        using var linked = await LinkAsync(browser, elsewhere, ExternalFixture.Trusted);
        using var unlinked = await browser.SubmitPageAsync(await linked.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, unlinked.StatusCode);
        Assert.Empty(await LinksOfAsync(person));
        using var refused = await GoThereAndBackAsync(both.Here.Browser(), elsewhere, ExternalFixture.Trusted);
        await ShowsAsync(refused, HttpStatusCode.Forbidden, "Nobody here has linked");
        Assert.Single(await both.Here.SqlAsync<long>(
            "select id from audit where organization_id = $1 and resource_id = $2 and action = 'external-sign-in.unlink'", organization, person));
    }

    [Fact]
    public async Task Unlink_TheOnlyWayToSignIn_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        var browser = await SignedInHereAsync(person);
        using var linked = await LinkAsync(browser, elsewhere, ExternalFixture.Trusted);
        await both.Here.SqlAsync<int>("update auth.people set password_hash = null where id = $1 returning 1", person);
        using var refused = await browser.SubmitPageAsync(await linked.Content.ReadAsStringAsync(Cancel));
        await ShowsAsync(refused, HttpStatusCode.BadRequest, "could not sign in any more");
        Assert.Single(await LinksOfAsync(person));
    }

    [Fact]
    public async Task EndExternalSignIns_ByAnAdministrator_UnlinksAndEndsSessions()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (organization, person) = await MemberHereAsync();
        var browser = await SignedInHereAsync(person);
        using var linked = await LinkAsync(browser, elsewhere, ExternalFixture.Trusted);
        using var administrator = both.Here.Client(Callers.Staff(organization, Roles.Administrator));
        using var ended = await administrator.PostAsJsonAsync($"/api/identity/staff/{person}/end-external-sign-ins", new { reason = "Taken over." }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Empty(await LinksOfAsync(person));
        using var session = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        Assert.StartsWith("/sign-in?", session.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(["Taken over."], await both.Here.SqlAsync<string>(
            "select details ->> 'reason' from audit where organization_id = $1 and resource_id = $2 and action = 'staff.end-external-sign-ins'", organization, person));
    }

    [Theory]
    [InlineData("allow-external-sign-in")]
    [InlineData("end-external-sign-ins")]
    public async Task Administration_OtherRolesAndStrangers_AreRefused(string operation)
    {
        var (organization, person) = await MemberHereAsync();
        foreach (var role in Roles.All.Except([Roles.Administrator, Roles.Patient]))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(Callers.Staff(organization, role), person));
        }

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(Callers.Staff(await both.Here.AddOrganizationAsync(), Roles.Administrator), person));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(new Caller(organization, person.ToString(), [Roles.Administrator], null, null), person));
        var second = await both.Here.AddOrganizationAsync();
        await both.Here.AddMemberAsync(second, person, Roles.Therapist);
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(Callers.Staff(organization, Roles.Administrator), person));

        async Task<HttpStatusCode> PostAsync(Caller caller, Guid id)
        {
            using var client = both.Here.Client(caller);
            using var response = operation.StartsWith("end", StringComparison.Ordinal)
                ? await client.PostAsJsonAsync($"/api/identity/staff/{id}/{operation}", new { reason = "A test." }, Cancel)
                : await client.PostAsync($"/api/identity/staff/{id}/{operation}", null, Cancel);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Provider_Down_IsSaidClearlyAndTheLocalSignInRemains()
    {
        var (_, person) = await MemberHereAsync();
        var browser = both.Here.Browser();
        var page = await browser.Http.GetStringAsync("/sign-in", Cancel);
        Assert.Contains("Continue with Hospital &lt;down&gt;", page, StringComparison.Ordinal);
        using var down = await browser.Http.GetAsync("/sign-in/external?provider=down", Cancel);
        await ShowsAsync(down, HttpStatusCode.ServiceUnavailable, "does not answer");
        Assert.NotNull(await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password));
    }

    [Fact]
    public async Task Provider_DownBetweenSignInAndCode_IsSaidClearly()
    {
        var elsewhere = await PersonElsewhereAsync();
        var browser = both.Here.Browser();
        var callback = await GoThereAsync(browser, elsewhere, "/sign-in/external?provider=trusted");
        using (both.Cut())
        {
            using var answer = await browser.Http.GetAsync(callback, Cancel);
            Assert.Equal("/sign-in/external/failed?provider=trusted", answer.Headers.Location!.OriginalString);
            using var page = await browser.Http.GetAsync(answer.Headers.Location, Cancel);
            await ShowsAsync(page, HttpStatusCode.BadRequest, "did not confirm who you are");
        }
    }

    [Fact]
    public async Task Callback_InAnotherBrowserOrAgainOrForged_IsRefused()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        using var linked = await LinkAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Trusted);
        var browser = both.Here.Browser();
        var callback = await GoThereAsync(browser, elsewhere, "/sign-in/external?provider=trusted");
        // The victim's browser with the attacker's answer, an answer meant for another provider's address, and one without state.
        await FailsAsync(both.Here.Browser(), callback.PathAndQuery);
        await FailsAsync(browser, callback.PathAndQuery.Replace("/trusted/", "/untrusted/", StringComparison.Ordinal));
        await FailsAsync(browser, "/sign-in/external/trusted/callback?code=x");
        await FailsAsync(browser, "/sign-in/external/trusted/callback?error=access_denied&state=x");

        var fresh = both.Here.Browser();
        var good = await GoThereAsync(fresh, elsewhere, "/sign-in/external?provider=trusted");
        using var first = await fresh.Http.GetAsync(good.PathAndQuery, Cancel);
        Assert.StartsWith("/sign-in/external/return", first.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await FailsAsync(fresh, good.PathAndQuery);

        async Task FailsAsync(Browser where, string address)
        {
            using var answer = await where.Http.GetAsync(address, Cancel);
            Assert.StartsWith("/sign-in/external/failed", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Return_WithoutAnAnswer_LeadsToTheSignIn()
    {
        using var response = await both.Here.AnonymousClient().GetAsync("/sign-in/external/return", Cancel);
        Assert.Equal("/sign-in", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task SeenLongAgoThere_DoesNotChangeFactorsHere()
    {
        var elsewhere = await PersonElsewhereAsync();
        var (_, person) = await MemberHereAsync();
        using var linked = await LinkAsync(await SignedInHereAsync(person), elsewhere, ExternalFixture.Trusted);
        var there = both.Elsewhere.SecureBrowser();
        both.Elsewhere.Time.Advance(TimeSpan.FromMinutes(-20));
        try
        {
            await there.AuthorizeAsync(IdentityFixture.Email(elsewhere), IdentityFixture.Password);
        }
        finally
        {
            both.Elsewhere.Time.Advance(TimeSpan.FromMinutes(20));
        }

        var browser = both.Here.Browser();
        using var start = await browser.Http.GetAsync("/sign-in/external?provider=trusted", Cancel);
        using var sent = await there.Http.GetAsync(start.Headers.Location, Cancel);
        using var answer = await browser.Http.GetAsync(sent.Headers.Location, Cancel);
        using var signedIn = await browser.Http.GetAsync(answer.Headers.Location, Cancel);
        await ShowsAsync(signedIn, HttpStatusCode.OK, "You are signed in");
        using var passkeys = await browser.Http.GetAsync("/sign-in/passkeys", Cancel);
        Assert.StartsWith("/sign-in?", passkeys.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    /// <summary>Under https every cookie is tied to its host; on http://localhost browsers would refuse the prefix.</summary>
    [Fact]
    public async Task Cookies_UnderHttps_CarryTheHostPrefix_AndUnderHttpNeitherPrefixNorSecure()
    {
        var elsewhere = await PersonElsewhereAsync();
        var secure = both.Elsewhere.SecureBrowser();
        using var signedIn = await secure.SubmitSignInAsync(secure.AuthorizeAddress(), IdentityFixture.Email(elsewhere), IdentityFixture.Password);
        using var form = await both.Elsewhere.SecureBrowser().Http.GetAsync("/sign-in", Cancel);
        Assert.All(Cookies(signedIn).Concat(Cookies(form)), cookie =>
        {
            Assert.StartsWith("__Host-iop-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });

        using var plain = await both.Here.AnonymousClient().GetAsync("/sign-in", Cancel);
        using var start = await both.Here.AnonymousClient().GetAsync("/sign-in/external?provider=trusted", Cancel);
        Assert.Equal(3, Cookies(plain).Concat(Cookies(start)).Count());
        Assert.All(Cookies(plain).Concat(Cookies(start)), cookie =>
        {
            Assert.StartsWith("iop-", cookie, StringComparison.Ordinal);
            Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        });

        static IEnumerable<string> Cookies(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie");
    }

    /// <summary>Goes to the provider, signs in there, comes back and follows to the answer of this host.</summary>
    private async Task<HttpResponseMessage> GoThereAndBackAsync(
        Browser browser, Guid elsewhere, string provider, string returnUrl = "", bool links = false)
    {
        var start = QueryHelpers.AddQueryString("/sign-in/external", new Dictionary<string, string?>
        {
            ["provider"] = provider,
            ["returnUrl"] = returnUrl,
            ["links"] = links ? "true" : "false",
        });
        using var answer = await browser.Http.GetAsync(await GoThereAsync(browser, elsewhere, start), Cancel);
        Assert.StartsWith("/sign-in/external/return", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return await browser.Http.GetAsync(answer.Headers.Location, Cancel);
    }

    /// <returns>The address that the provider sends the browser back to.</returns>
    private async Task<Uri> GoThereAsync(Browser browser, Guid elsewhere, string start)
    {
        using var sent = await browser.Http.GetAsync(start, Cancel);
        Assert.StartsWith("https://elsewhere.example/connect/authorize?", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("code_challenge_method=S256", sent.Headers.Location.Query, StringComparison.Ordinal);
        var there = both.Elsewhere.SecureBrowser();
        using var submitted = await there.SubmitSignInAsync(sent.Headers.Location.OriginalString, IdentityFixture.Email(elsewhere), IdentityFixture.Password);
        using var authorized = await there.Http.GetAsync(submitted.Headers.Location, Cancel);
        Assert.StartsWith("http://localhost:8080/sign-in/external/", authorized.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return authorized.Headers.Location;
    }

    private async Task<HttpResponseMessage> LinkAsync(Browser browser, Guid elsewhere, string provider)
    {
        using var asked = await GoThereAndBackAsync(browser, elsewhere, provider, links: true);
        await ShowsAsync(asked, HttpStatusCode.OK, "Link this account?");
        var linked = await browser.SubmitPageAsync(await asked.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
        return linked;
    }

    private async Task AllowAsync(Guid organization, Guid person)
    {
        using var administrator = both.Here.Client(Callers.Staff(organization, Roles.Administrator));
        using var allowed = await administrator.PostAsync($"/api/identity/staff/{person}/allow-external-sign-in", null, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
    }

    private async Task<Guid> PersonElsewhereAsync(bool isVerified = true, bool isPatient = false)
    {
        var (organization, person) = (await both.Elsewhere.AddOrganizationAsync(), await both.Elsewhere.AddPersonAsync());
        if (isPatient)
        {
            await both.Elsewhere.SqlAsync<int>(
                "insert into patient_accounts values ($1, $2, $3, 'Pat Example', $4, 1, true, 1) returning 1",
                organization, Guid.CreateVersion7(), person, IdentityFixture.Email(person));
        }
        else
        {
            await both.Elsewhere.AddMemberAsync(organization, person, Roles.Therapist);
        }

        await both.Elsewhere.SqlAsync<int>("update auth.people set email_confirmed = $2 where id = $1 returning 1", person, isVerified);
        return person;
    }

    private async Task<(Guid Organization, Guid Person)> MemberHereAsync(string? email = null, bool hasFactor = true)
    {
        var (organization, person) = (await both.Here.AddOrganizationAsync(), await both.Here.AddPersonAsync());
        await (hasFactor
            ? both.Here.AddMemberAsync(organization, person, Roles.Therapist)
            : both.Here.AddMemberWithoutFactorAsync(organization, person, Roles.Therapist));
        if (email is not null)
        {
            await both.Here.SqlAsync<int>(
                "update auth.people set user_name = $2, normalized_user_name = upper($2), email = $2, normalized_email = upper($2) where id = $1 returning 1", person, email);
        }

        return (organization, person);
    }

    private async Task<Browser> SignedInHereAsync(Guid person)
    {
        var browser = both.Here.Browser();
        await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        return browser;
    }

    private Task<IReadOnlyList<string>> LinksOfAsync(Guid person) =>
        both.Here.SqlAsync<string>("select provider_key from auth.person_logins where user_id = $1", person);

    private async Task<long> PeopleAsync() => (await both.Here.SqlAsync<long>("select count(*) from auth.people")).Single();

    private static async Task ShowsAsync(HttpResponseMessage response, HttpStatusCode status, string text)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}
