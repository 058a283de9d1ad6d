using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.Directory;

public sealed class DirectoryTests(IdentityFixture fixture)
{
    [Fact]
    public async Task Me_WithOwnToken_ShowsPersonOrganizationAndSites()
    {
        var intake = DemoProvider.Harbor.Members[0];
        var browser = fixture.Browser();
        browser.Use(await browser.SignInAsync(intake.Email, IdentityFixture.Password));
        var me = await JsonAsync(browser.Http, "/api/identity/me");
        Assert.Equal(intake.PersonId.ToString(), me["subject"]!.GetValue<string>());
        Assert.Equal(intake.DisplayName, me["displayName"]!.GetValue<string>());
        Assert.Equal(intake.Email, me["email"]!.GetValue<string>());
        Assert.Equal(DemoProvider.Harbor.Name, me["organization"]!["name"]!.GetValue<string>());
        Assert.Equal("America/New_York", Assert.Single(me["sites"]!.AsArray())!["timeZone"]!.GetValue<string>());
        Assert.Null(me["patientId"]);
    }

    [Fact]
    public async Task Me_AsPartner_ShowsTheSystem()
    {
        var me = await JsonAsync(fixture.Client(Callers.Partner(DemoProvider.Harbor.Id)), "/api/identity/me");
        Assert.Equal("demo-partner", me["displayName"]!.GetValue<string>());
        Assert.Equal(3, me["sites"]!.AsArray().Count);
        Assert.Null(me["email"]);
    }

    [Theory]
    [InlineData("/api/identity/me")]
    [InlineData("/api/identity/sites")]
    [InlineData("/api/identity/staff")]
    public async Task Any_WithoutToken_IsRefused(string path)
    {
        using var response = await fixture.AnonymousClient().GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Sites_Listed_AreThoseOfTheOrganizationOnly()
    {
        var mine = await fixture.AddOrganizationAsync();
        var other = await fixture.AddOrganizationAsync();
        var site = await fixture.AddSiteAsync(mine);
        await fixture.AddSiteAsync(other);
        Assert.Equal([site], await IdsAsync(Callers.Staff(mine, Roles.SiteManager), "/api/identity/sites"));
    }

    [Fact]
    public async Task Sites_Listed_AreThoseOfTheCallerOnly()
    {
        var organization = await fixture.AddOrganizationAsync();
        var site = await fixture.AddSiteAsync(organization, "East");
        await fixture.AddSiteAsync(organization, "West");
        Assert.Equal([site], await IdsAsync(Callers.StaffOf(organization, [site], Roles.Therapist), "/api/identity/sites"));
    }

    [Fact]
    public async Task Sites_InPages_ComeEachOnceByName()
    {
        var organization = await fixture.AddOrganizationAsync();
        var sites = new List<(string Name, Guid Id)>();
        foreach (var name in new[] { "A", "B", "B", "C", "D" })
        {
            sites.Add((name, await fixture.AddSiteAsync(organization, name)));
        }

        using var client = fixture.Client(Callers.Staff(organization, Roles.SiteManager));
        var seen = new List<Guid>();
        for (var address = "/api/identity/sites?limit=2"; ;)
        {
            var page = await JsonAsync(client, address);
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
            if (page["next"] is not { } next)
            {
                break;
            }

            address = $"/api/identity/sites?limit=2&cursor={next.GetValue<string>()}";
        }

        Assert.Equal(sites.Order().Select(site => site.Id), seen);
    }

    [Fact]
    public async Task Staff_ByRole_AreThoseWhoHoldIt()
    {
        using var client = fixture.Client(Callers.Staff(DemoProvider.Harbor.Id, Roles.SiteManager));
        var page = await JsonAsync(client, "/api/identity/staff?role=therapist");
        Assert.Equal(6, page["items"]!.AsArray().Count);
        Assert.Equal(3, page["items"]!.AsArray().Count(item => item!["needsCosign"]!.GetValue<bool>()));
        Assert.All(page["items"]!.AsArray(), item => Assert.Single(item!["siteIds"]!.AsArray()));
    }

    [Fact]
    public async Task Staff_ForACallerOfOneSite_AreColleaguesThere()
    {
        var denver = DemoProvider.Harbor.Sites[2].Id;
        var ids = await IdsAsync(Callers.StaffOf(DemoProvider.Harbor.Id, [denver], Roles.Therapist), "/api/identity/staff");
        Assert.Equal(
            DemoProvider.Harbor.Members.Where(member => member.SiteId is null || member.SiteId == denver).Select(member => member.PersonId).Order(),
            ids.Order());
    }

    [Theory]
    [InlineData("role=boss", "role")]
    [InlineData("cursor=%21", "cursor")]
    public async Task Staff_WrongParameter_IsNamed(string query, string field)
    {
        using var client = fixture.Client(Callers.Staff(DemoProvider.Harbor.Id, Roles.SiteManager));
        using var response = await client.GetAsync($"/api/identity/staff?{query}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Fact]
    public async Task Staff_AskedByPatientOrPartner_IsForbidden()
    {
        foreach (var caller in new[] { Callers.Partner(DemoProvider.Harbor.Id), Callers.Patient(DemoProvider.Harbor.Id, Guid.CreateVersion7()) })
        {
            using var response = await fixture.Client(caller).GetAsync("/api/identity/staff", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    private async Task<List<Guid>> IdsAsync(Caller caller, string path)
    {
        using var client = fixture.Client(caller);
        return [.. (await JsonAsync(client, path))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>())];
    }

    private static async Task<JsonNode> JsonAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.JsonAsync();
    }
}
