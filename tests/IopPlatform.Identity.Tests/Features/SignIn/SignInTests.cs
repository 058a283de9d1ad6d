using System.Net;
using IopPlatform.Identity.Demo;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Tests.Features.SignIn;

public sealed class SignInTests(IdentityFixture fixture)
{
    [Fact]
    public async Task Page_Shown_IsProtectedAndAccessible()
    {
        using var response = await fixture.AnonymousClient().GetAsync("/sign-in", TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("<label for=\"email\">", page, StringComparison.Ordinal);
        Assert.Contains("<label for=\"password\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manager.newyork@harbor.example", "wrong horse battery")]
    [InlineData("nobody@harbor.example", IdentityFixture.Password)]
    [InlineData("\"><script>@harbor.example", IdentityFixture.Password)]
    public async Task Submit_WrongPasswordOrUnknownAddress_IsRefusedAlike(string email, string password)
    {
        var browser = fixture.Browser();
        using var response = await browser.SubmitSignInAsync(browser.AuthorizeAddress(), email, password);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("E-mail and password do not fit", page, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        using var authorize = await browser.Http.GetAsync(browser.AuthorizeAddress(), TestContext.Current.CancellationToken);
        Assert.StartsWith("/sign-in", authorize.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_FiveWrongPasswords_LocksTheAccount()
    {
        var organization = await fixture.AddOrganizationAsync();
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(organization, person, Roles.ComplianceOfficer);
        var email = IdentityFixture.Email(person);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var other = fixture.Browser();
            using var refused = await other.SubmitSignInAsync(other.AuthorizeAddress(), email, "wrong horse battery");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var browser = fixture.Browser();
        using var locked = await browser.SubmitSignInAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.Equal(HttpStatusCode.BadRequest, locked.StatusCode);

        await fixture.SqlAsync<int>("update auth.people set lockout_end = now() - interval '1 s' where id = $1 returning 1", person);
        using var unlocked = await browser.SubmitSignInAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.Equal(HttpStatusCode.Redirect, unlocked.StatusCode);
    }

    [Fact]
    public async Task Submit_WithoutAntiforgeryToken_IsRefused()
    {
        using var response = await fixture.AnonymousClient().PostAsync(
            "/sign-in",
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["Email"] = DemoProvider.Harbor.Members[0].Email,
                ["Password"] = IdentityFixture.Password,
            }),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("iop-sign-in", string.Join(' ', response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/connect/authorize?")]
    public async Task Page_ReturnUrlElsewhere_IsForgotten(string returnUrl)
    {
        var page = await fixture.AnonymousClient().GetStringAsync(
            $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("evil.example", page, StringComparison.Ordinal);
    }
}
