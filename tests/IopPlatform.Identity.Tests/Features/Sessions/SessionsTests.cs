using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.Sessions;

public sealed class SessionsTests(IdentityFixture fixture)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_TwoBrowsers_ShowsBothAndMarksTheCurrentOne()
    {
        var member = await MemberAsync();
        await SignInAsync(member);
        var (browser, tokens) = await SignInAsync(member);
        var items = await ListAsync(browser);
        Assert.Equal(2, items.Count);
        var current = Assert.Single(items, item => item["current"]!.GetValue<bool>());
        Assert.Equal(Browser.AccessToken(tokens).GetClaim("sid").Value, current["id"]!.GetValue<string>());
        Assert.Equal("Command line tools", current["client"]!.GetValue<string>());
        Assert.Equal(member.Organization, current["organizationId"]!.GetValue<Guid>());
        Assert.True(current["secondFactor"]!.GetValue<bool>());
        Assert.True(current["lastUsedAt"]!.GetValue<DateTimeOffset>() >= current["signedInAt"]!.GetValue<DateTimeOffset>());
        Assert.Contains("otp", current["methods"]!.AsArray().Select(method => method!.GetValue<string>()));
    }

    [Fact]
    public async Task EndOne_EndsItsRefreshAndItsBrowserOnly()
    {
        var member = await MemberAsync();
        var (lost, lostTokens) = await SignInAsync(member);
        var (kept, keptTokens) = await SignInAsync(member);
        var id = Browser.AccessToken(lostTokens).GetClaim("sid").Value;
        using var ended = await kept.Http.DeleteAsync($"/api/identity/sessions/{id}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var again = await kept.Http.DeleteAsync($"/api/identity/sessions/{id}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);

        await IsEndedAsync(lost, lostTokens);
        using var refresh = await kept.RefreshAsync(Browser.RefreshToken(keptTokens));
        Assert.Equal(HttpStatusCode.OK, refresh.StatusCode);
        using var authorize = await kept.Http.GetAsync(kept.AuthorizeAddress(), Cancel);
        Assert.Contains("code", Browser.CalledBack(authorize).Keys);
        Assert.Single(await ListAsync(kept), item => item["current"]!.GetValue<bool>());
    }

    [Fact]
    public async Task EndOne_OfSomebodyElse_IsNotFound()
    {
        var (_, tokens) = await SignInAsync(await MemberAsync());
        var (stranger, _) = await SignInAsync(await MemberAsync());
        using var response = await stranger.Http.DeleteAsync($"/api/identity/sessions/{Browser.AccessToken(tokens).GetClaim("sid").Value}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task EndAll_EndsEveryRefreshAndCookie_InAllOrganizations()
    {
        var member = await MemberAsync();
        var other = await fixture.AddOrganizationAsync();
        await fixture.AddMemberAsync(other, member.Person, Roles.UtilizationReviewer);
        var (here, hereTokens) = await SignInAsync(member);
        var (there, thereTokens) = await SignInAsync(member with { Organization = other });
        using var ended = await here.Http.PostAsync("/api/identity/sessions/end-all", null, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await IsEndedAsync(here, hereTokens);
        await IsEndedAsync(there, thereTokens);
        Assert.Single(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and resource_id = $2 and action = 'session.end-all'", member.Organization, member.Person));
    }

    [Theory]
    [InlineData(Roles.ComplianceOfficer)]
    [InlineData(Roles.Administrator)]
    public async Task EndOfMember_ByWhoMay_EndsTheSessionsInThisOrganizationOnly(string role)
    {
        var member = await MemberAsync();
        var other = await fixture.AddOrganizationAsync();
        await fixture.AddMemberAsync(other, member.Person, Roles.UtilizationReviewer);
        var (here, hereTokens) = await SignInAsync(member);
        var (there, thereTokens) = await SignInAsync(member with { Organization = other });
        using var officer = fixture.Client(Callers.Staff(member.Organization, role));
        using var nameless = await officer.PostAsJsonAsync($"/api/identity/staff/{member.Person}/end-sessions", new { reason = "" }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, nameless.StatusCode);
        using var ended = await officer.PostAsJsonAsync($"/api/identity/staff/{member.Person}/end-sessions", new { reason = "A laptop was stolen." }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await IsEndedAsync(here, hereTokens);
        using var refresh = await there.RefreshAsync(Browser.RefreshToken(thereTokens));
        Assert.Equal(HttpStatusCode.OK, refresh.StatusCode);
    }

    [Fact]
    public async Task EndOfMember_OfAnotherOrganization_IsNotFound()
    {
        var member = await MemberAsync();
        using var stranger = fixture.Client(Callers.Staff(await fixture.AddOrganizationAsync(), Roles.ComplianceOfficer));
        using var response = await stranger.PostAsJsonAsync($"/api/identity/staff/{member.Person}/end-sessions", new { reason = "None." }, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task IsEndedAsync(Browser browser, JsonNode tokens)
    {
        using var refresh = await browser.RefreshAsync(Browser.RefreshToken(tokens));
        Assert.Equal("invalid_grant", (await refresh.JsonAsync())["error"]!.GetValue<string>());
        using var authorize = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        Assert.StartsWith("/sign-in?", authorize.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(Browser browser)
    {
        using var response = await browser.Http.GetAsync("/api/identity/sessions", Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. (await response.JsonAsync())["items"]!.AsArray().Select(item => item!)];
    }

    private async Task<Member> MemberAsync()
    {
        var member = new Member(await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(member.Organization, member.Person, Roles.Therapist);
        return member;
    }

    private async Task<(Browser Browser, JsonNode Tokens)> SignInAsync(Member member)
    {
        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(IdentityFixture.Email(member.Person), IdentityFixture.Password, member.Organization);
        browser.Use(tokens);
        return (browser, tokens);
    }

    private sealed record Member(Guid Organization, Guid Person);
}
