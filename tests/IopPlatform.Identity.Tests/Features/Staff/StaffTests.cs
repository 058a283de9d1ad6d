using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.Staff;

public sealed class StaffTests(IdentityFixture fixture)
{
    private const string NewPassword = "a password of my own";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_ThenInvite_ThePersonSetsAPasswordAndEnrolls()
    {
        var organization = await fixture.AddOrganizationAsync();
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        var (id, email) = await AddAsync(administrator);
        var published = Assert.Single(await fixture.PublishedAsync<StaffChanged>(organization));
        Assert.Equal((id, email, 1L, true), (published.StaffId, published.Email, published.Version, published.Active));
        Assert.Empty(published.SiteIds);

        var first = await InviteAsync(administrator, id);
        var link = await InviteAsync(administrator, id);
        var browser = fixture.Browser();
        using var replaced = await browser.Http.GetAsync(first, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, replaced.StatusCode);
        using var shortPassword = await browser.SubmitAsync(link, ("Password", "short"));
        Assert.Equal(HttpStatusCode.BadRequest, shortPassword.StatusCode);
        using var accepted = await browser.SubmitAsync(link, ("Password", NewPassword));
        Assert.Equal("/sign-in/enroll", accepted.Headers.Location!.OriginalString);
        using var again = await fixture.Browser().Http.GetAsync(link, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        var details = await administrator.GetFromJsonAsync<JsonNode>($"/api/identity/staff/{id}", Cancel);
        Assert.True(details!["hasPassword"]!.GetValue<bool>());
        Assert.False(details["hasSecondFactor"]!.GetValue<bool>());
        Assert.Null(details["invitedUntil"]);
    }

    [Fact]
    public async Task Invitation_AfterThreeDays_IsVoid()
    {
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        var (id, _) = await AddAsync(administrator);
        var link = await InviteAsync(administrator, id);
        await fixture.SqlAsync<int>("update staff_invitations set expires_at = $2 where person_id = $1 returning 1", id, fixture.Time.GetUtcNow());
        using var late = await fixture.Browser().Http.GetAsync(link, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Invitation_AcceptedManyTimesAtOnce_WorksOnce()
    {
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        var (id, _) = await AddAsync(administrator);
        var link = await InviteAsync(administrator, id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TryAsync()));
        Assert.Single(answers, status => status == HttpStatusCode.Redirect);

        async Task<HttpStatusCode> TryAsync()
        {
            var browser = fixture.Browser();
            using var page = await browser.Http.GetAsync(link, Cancel);
            if (!page.IsSuccessStatusCode) return page.StatusCode;
            using var answer = await browser.SubmitPageAsync(await page.Content.ReadAsStringAsync(Cancel), ("Password", NewPassword));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Add_EmailOfSomebodyElsewhere_IsTheSamePersonAndTakesOverNothing()
    {
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(await fixture.AddOrganizationAsync(), person, Roles.Therapist);
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        var (id, _) = await AddAsync(administrator, email: IdentityFixture.Email(person));
        Assert.Equal(person, id);
        await RefusedAsync(await administrator.PostAsync($"/api/identity/staff/{id}/invitation", null, Cancel), "belongs-elsewhere");
        await RefusedAsync(
            await administrator.PostAsJsonAsync($"/api/identity/staff/{id}/reset-second-factor", new { reason = "Lost phone." }, Cancel), "belongs-elsewhere");
    }

    [Fact]
    public async Task Add_SameEmailAgain_IsRefused()
    {
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        var (_, email) = await AddAsync(administrator);
        await RefusedAsync(await PostStaffAsync(administrator, email, Roles.Therapist, []), "member-exists");
    }

    [Fact]
    public async Task Add_WrongFields_AreAllNamed()
    {
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        using var response = await PostStaffAsync(administrator, "no address", "boss", []);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.JsonAsync())["errors"]!;
        Assert.NotNull(errors["email"]);
        Assert.NotNull(errors["roles"]);
        using var unknownSite = await PostStaffAsync(administrator, "somebody.new@people.example", Roles.Therapist, [Guid.CreateVersion7()]);
        Assert.NotNull((await unknownSite.JsonAsync())["errors"]!["siteIds"]);
    }

    [Fact]
    public async Task Change_RolesAndSites_CountsFromTheNextRefreshAndIsPublished()
    {
        var (organization, person, browser, refreshToken) = await SignedInAsync();
        var site = await fixture.AddSiteAsync(organization);
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        using var changed = await ChangeAsync(administrator, person, "\"1\"", [Roles.SiteManager], [site]);
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal("\"2\"", changed.Headers.ETag!.Tag);
        var published = (await fixture.PublishedAsync<StaffChanged>(organization))[^1];
        Assert.Equal(2, published.Version);
        Assert.Equal([site], published.SiteIds);

        using var refreshed = await browser.RefreshAsync(refreshToken);
        Assert.Equal(Roles.SiteManager, Browser.AccessToken(await refreshed.JsonAsync()).GetClaim(CallerClaims.Role).Value);
        using var stale = await ChangeAsync(administrator, person, "\"1\"", [Roles.Therapist], []);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        using var blind = await ChangeAsync(administrator, person, null, [Roles.Therapist], []);
        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
    }

    [Fact]
    public async Task Change_Ended_EndsTheRefreshAndStaysListed()
    {
        var (organization, person, browser, refreshToken) = await SignedInAsync();
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        using var ended = await ChangeAsync(administrator, person, "\"1\"", [Roles.Therapist], [], active: false);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var refresh = await browser.RefreshAsync(refreshToken);
        Assert.Equal("invalid_grant", (await refresh.JsonAsync())["error"]!.GetValue<string>());

        using var officer = fixture.Client(Callers.Staff(organization, Roles.ComplianceOfficer));
        var all = await officer.GetFromJsonAsync<JsonNode>("/api/identity/memberships", Cancel);
        Assert.False(Assert.Single(all!["items"]!.AsArray())!["active"]!.GetValue<bool>());
        var active = await officer.GetFromJsonAsync<JsonNode>("/api/identity/memberships?active=true", Cancel);
        Assert.Empty(active!["items"]!.AsArray());
    }

    [Fact]
    public async Task Change_TwoAdministratorsEndEachOtherAtOnce_OneStays()
    {
        for (var round = 0; round < 5; round++)
        {
            var organization = await fixture.AddOrganizationAsync();
            var pair = new[] { await fixture.AddPersonAsync(), await fixture.AddPersonAsync() };
            foreach (var person in pair) await fixture.AddMemberAsync(organization, person, Roles.Administrator);
            var answers = await Task.WhenAll(pair.Select(async person =>
            {
                var other = pair.Single(one => one != person);
                using var client = fixture.Client(new Caller(organization, person.ToString(), [Roles.Administrator], null, null));
                using var response = await ChangeAsync(client, other, "\"1\"", [Roles.Administrator], [], active: false);
                return response.StatusCode;
            }));
            Assert.Single(answers, status => status == HttpStatusCode.NoContent);
            Assert.Equal(1L, (await fixture.SqlAsync<long>(
                "select count(*) from memberships where organization_id = $1 and active", organization)).Single());
        }
    }

    [Fact]
    public async Task ResetSecondFactor_WithAReason_MakesTheNextSignInEnroll()
    {
        var (organization, person, browser, refreshToken) = await SignedInAsync();
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        using var reset = await administrator.PostAsJsonAsync($"/api/identity/staff/{person}/reset-second-factor", new { reason = "Seen in person." }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        using var refresh = await browser.RefreshAsync(refreshToken);
        Assert.Equal("invalid_grant", (await refresh.JsonAsync())["error"]!.GetValue<string>());
        var other = fixture.Browser();
        using var submitted = await other.SubmitPasswordAsync(other.AuthorizeAddress(), IdentityFixture.Email(person), IdentityFixture.Password);
        Assert.StartsWith("/sign-in/enroll", submitted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("Seen in person.", (await fixture.SqlAsync<string>(
            "select details ->> 'reason' from audit where organization_id = $1 and action = 'staff.reset-second-factor'", organization)).Single());
    }

    [Fact]
    public async Task Unlock_LockedMember_CanTryAgain()
    {
        var organization = await fixture.AddOrganizationAsync();
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        await fixture.SqlAsync<int>("update auth.people set lockout_end = $2, access_failed_count = 5 where id = $1 returning 1",
            person, fixture.Time.GetUtcNow() + TimeSpan.FromMinutes(10));
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        Assert.True((await administrator.GetFromJsonAsync<JsonNode>($"/api/identity/staff/{person}", Cancel))!["locked"]!.GetValue<bool>());
        using var unlocked = await administrator.PostAsync($"/api/identity/staff/{person}/unlock", null, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, unlocked.StatusCode);
        Assert.NotNull(await fixture.Browser().SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password));
    }

    [Fact]
    public async Task Any_OfAnotherOrganization_IsNotFound()
    {
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(await fixture.AddOrganizationAsync(), person, Roles.Therapist);
        using var stranger = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        foreach (var response in new[]
        {
            await stranger.GetAsync($"/api/identity/staff/{person}", Cancel),
            await ChangeAsync(stranger, person, "\"1\"", [Roles.Therapist], []),
            await stranger.PostAsync($"/api/identity/staff/{person}/invitation", null, Cancel),
            await stranger.PostAsync($"/api/identity/staff/{person}/unlock", null, Cancel),
            await stranger.PostAsJsonAsync($"/api/identity/staff/{person}/reset-second-factor", new { reason = "None." }, Cancel),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            response.Dispose();
        }
    }

    private async Task<(Guid Organization, Guid Person, Browser Browser, string RefreshToken)> SignedInAsync()
    {
        var organization = await fixture.AddOrganizationAsync();
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        return (organization, person, browser, Browser.RefreshToken(tokens));
    }

    private static async Task<(Guid Id, string Email)> AddAsync(HttpClient client, string? email = null)
    {
        email ??= $"{Guid.CreateVersion7()}@people.example";
        using var response = await PostStaffAsync(client, email, Roles.Therapist, []);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancel));
        return ((await response.JsonAsync())["id"]!.GetValue<Guid>(), email);
    }

    private static async Task<HttpResponseMessage> PostStaffAsync(HttpClient client, string email, string role, Guid[] sites)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/identity/staff")
        {
            Content = JsonContent.Create(new { displayName = "New Colleague", email, roles = new[] { role }, siteIds = sites, credential = "LCSW", needsCosign = false }),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<HttpResponseMessage> ChangeAsync(
        HttpClient client, Guid person, string? tag, string[] roles, Guid[] sites, bool active = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/identity/staff/{person}")
        {
            Content = JsonContent.Create(new { displayName = "Changed Name", roles, siteIds = sites, needsCosign = false, active }),
        };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<string> InviteAsync(HttpClient client, Guid id)
    {
        using var response = await client.PostAsync($"/api/identity/staff/{id}/invitation", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new Uri((await response.JsonAsync())["link"]!.GetValue<string>()).PathAndQuery;
    }

    private static async Task RefusedAsync(HttpResponseMessage response, string rule)
    {
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(rule, (await response.JsonAsync())["rule"]!.GetValue<string>());
        response.Dispose();
    }
}
