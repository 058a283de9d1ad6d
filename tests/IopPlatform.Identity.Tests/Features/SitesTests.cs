using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features;

/// <summary>What an administrator changes of the organization and its sites.</summary>
public sealed class SitesTests(IdentityFixture fixture)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Site_OpenedAndClosed_IsPublishedWithVersions()
    {
        var organization = await fixture.AddOrganizationAsync();
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        using var opened = await OpenAsync(administrator, "America/Boise");
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        var id = (await opened.JsonAsync())["id"]!.GetValue<Guid>();
        using var read = await administrator.GetAsync(opened.Headers.Location, Cancel);
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);

        using var closed = await PutAsync(
            administrator, $"/api/identity/sites/{id}", "\"1\"", new { name = "Main Street", timeZone = "America/Denver", phone = "+1-208-555-0102", active = false });
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        using var stale = await PutAsync(
            administrator, $"/api/identity/sites/{id}", "\"1\"", new { name = "Main Street", timeZone = "America/Denver", phone = "+1-208-555-0102", active = true });
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(
            [(1L, "America/Boise", true), (2L, "America/Denver", false)],
            (await fixture.PublishedAsync<SiteChanged>(organization)).Select(site => (site.Version, site.TimeZone, site.Active)));
        var listed = await administrator.GetFromJsonAsync<JsonNode>("/api/identity/sites", Cancel);
        Assert.Empty(listed!["items"]!.AsArray());
    }

    [Theory]
    [InlineData("Nowhere/Town")]
    [InlineData("UTC")]
    public async Task Site_WrongZone_IsNamed(string zone)
    {
        using var administrator = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.Administrator));
        using var response = await OpenAsync(administrator, zone);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]!["timeZone"]);
    }

    [Fact]
    public async Task Site_ByAnAdministratorOfOneSite_IsNotOpenedNorFound()
    {
        var organization = await fixture.AddOrganizationAsync();
        var (own, other) = (await fixture.AddSiteAsync(organization), await fixture.AddSiteAsync(organization));
        using var administrator = fixture.Client(Callers.StaffOf(organization, [own], Roles.Administrator));
        using var opened = await OpenAsync(administrator, "America/Boise");
        Assert.Equal(HttpStatusCode.Conflict, opened.StatusCode);
        using var changed = await PutAsync(
            administrator, $"/api/identity/sites/{other}", "\"1\"", new { name = "Other", timeZone = "America/Denver", phone = "+1-208-555-0102", active = true });
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        using var organizationChanged = await PutAsync(
            administrator, "/api/identity/organization", "\"1\"", new { name = "Other", supportPhone = "+1-208-555-0102" });
        Assert.Equal(HttpStatusCode.Conflict, organizationChanged.StatusCode);
    }

    [Fact]
    public async Task Organization_Changed_IsPublished()
    {
        var organization = await fixture.AddOrganizationAsync();
        using var administrator = fixture.Client(Callers.Staff(organization, Roles.Administrator));
        using var changed = await PutAsync(
            administrator, "/api/identity/organization", "\"1\"", new { name = "Another Name", supportPhone = "+1-208-555-0102" });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        var published = Assert.Single(await fixture.PublishedAsync<OrganizationChanged>(organization));
        Assert.Equal(("Another Name", 2L), (published.Name, published.Version));
        using var read = await administrator.GetAsync("/api/identity/organization", Cancel);
        Assert.Equal("\"2\"", read.Headers.ETag!.Tag);
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string zone)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/identity/sites")
        {
            Content = JsonContent.Create(new { name = "Main Street", timeZone = zone, phone = "+1-208-555-0101" }),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string tag, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await client.SendAsync(request, Cancel);
    }
}
