using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.SignIn;

public sealed class ChangePasswordTests(IdentityFixture fixture)
{
    private const string NewPassword = "seven quiet lanterns";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_RightPassword_EndsEveryOtherSessionAndIsAuditedInEachOrganization()
    {
        var (organization, second, person) = (await fixture.AddOrganizationAsync(), await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberAsync(organization, person, Roles.Therapist);
        await fixture.AddMemberAsync(second, person, Roles.Therapist);
        var email = IdentityFixture.Email(person);
        var (elsewhere, here) = (fixture.Browser(), fixture.Browser());
        var stolen = await elsewhere.SignInAsync(email, IdentityFixture.Password, organization);
        await here.SignInAsync(email, IdentityFixture.Password, organization);

        using var changed = await here.SubmitAsync("/sign-in/password", ("Password", IdentityFixture.Password), ("NewPassword", NewPassword));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("is changed", await changed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var refreshed = await elsewhere.RefreshAsync(Browser.RefreshToken(stolen));
        Assert.Equal("invalid_grant", (await refreshed.JsonAsync())["error"]!.GetValue<string>());
        using var other = await elsewhere.Http.GetAsync(elsewhere.AuthorizeAddress(organization), Cancel);
        Assert.StartsWith("/sign-in?", other.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var mine = await here.Http.GetAsync(here.AuthorizeAddress(organization), Cancel);
        Assert.Contains("code", Browser.CalledBack(mine).Keys);

        Assert.Equal([organization, second], await fixture.SqlAsync<Guid>(
            "select organization_id from audit where action = 'password.change' and resource_id = $1 order by organization_id", person));
        var fresh = fixture.Browser();
        using var former = await fresh.SubmitPasswordAsync(fresh.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.Equal(HttpStatusCode.BadRequest, former.StatusCode);
        using var present = await fresh.SubmitPasswordAsync(fresh.AuthorizeAddress(), email, NewPassword);
        Assert.Equal(HttpStatusCode.Redirect, present.StatusCode);
    }

    [Theory]
    [InlineData("1qaz2wsx3edc", "most common")]
    [InlineData("short", "12 to 128")]
    [InlineData(IdentityFixture.Password, "present password")]
    public async Task Change_UnfitPassword_ChangesNothingAndSaysWhy(string wanted, string reason)
    {
        var (browser, person) = await SignedInAsync();
        using var refused = await browser.SubmitAsync("/sign-in/password", ("Password", IdentityFixture.Password), ("NewPassword", wanted));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(reason, await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(await fixture.SqlAsync<long>("select id from audit where action = 'password.change' and resource_id = $1", person));
    }

    [Fact]
    public async Task Change_NameOfTheOrganization_IsRefused()
    {
        var (browser, person) = await SignedInAsync();
        await fixture.SqlAsync<int>(
            "update organizations set name = 'Cedarwood Recovery' where organization_id in (select organization_id from memberships where person_id = $1) returning 1", person);
        using var refused = await browser.SubmitAsync("/sign-in/password", ("Password", IdentityFixture.Password), ("NewPassword", "CedarwoodRecovery1!"));
        Assert.Contains("names of the organization", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_FiveWrongPasswords_LocksTheAccount()
    {
        var (browser, person) = await SignedInAsync();
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await browser.SubmitAsync("/sign-in/password", ("Password", "wrong horse battery"), ("NewPassword", NewPassword));
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using var right = await browser.SubmitAsync("/sign-in/password", ("Password", IdentityFixture.Password), ("NewPassword", NewPassword));
        Assert.Equal(HttpStatusCode.BadRequest, right.StatusCode);
        Assert.NotEmpty(await fixture.SqlAsync<long>("select id from audit where action = 'sign-in.lock' and resource_id = $1", person));
    }

    [Theory]
    [InlineData("/sign-in/password")]
    [InlineData("/sign-in/account")]
    [InlineData("/sign-in/passkeys")]
    [InlineData("/sign-in/external-accounts")]
    public async Task OwnPages_NobodySignedIn_LeadToTheSignInAndBack(string page)
    {
        using var response = await fixture.AnonymousClient().GetAsync(page, Cancel);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(page)}", response.Headers.Location!.OriginalString);
        var form = await fixture.AnonymousClient().GetStringAsync(response.Headers.Location, Cancel);
        Assert.Contains($"name=\"returnUrl\" value=\"{page}\"", form, StringComparison.Ordinal);
    }

    private async Task<(Browser Browser, Guid Person)> SignedInAsync()
    {
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(await fixture.AddOrganizationAsync(), person, Roles.Therapist);
        var browser = fixture.Browser();
        await browser.SignInAsync(IdentityFixture.Email(person), IdentityFixture.Password);
        return (browser, person);
    }
}
