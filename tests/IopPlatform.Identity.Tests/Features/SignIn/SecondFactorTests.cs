using System.Net;
using System.Text.RegularExpressions;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Identity.Tests.Features.SignIn;

public sealed partial class SecondFactorTests(IdentityFixture fixture)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staff_AtTheFirstSignIn_EnrollBeforeTheyGetACode()
    {
        var (organization, email, person) = await StaffWithoutFactorAsync();
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.StartsWith("/sign-in/enroll?", submitted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var early = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        Assert.StartsWith("/sign-in?", early.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var silent = await browser.Http.GetAsync(browser.AuthorizeAddress(more: "&prompt=none"), Cancel);
        Assert.Equal("login_required", Browser.CalledBack(silent)["error"]);

        var page = await browser.Http.GetStringAsync(submitted.Headers.Location, Cancel);
        Assert.Contains("otpauth://totp/", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        using var wrong = await browser.SubmitPageAsync(page, ("Code", "000000"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var secret = SecretOf(await wrong.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(SecretOf(page), secret);

        var codes = await ConfirmAsync(browser, page, secret);
        Assert.Equal(8, codes.Distinct().Count());
        using var authorized = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        using var response = await browser.RedeemAsync(Browser.CalledBack(authorized)["code"]);
        var token = Browser.AccessToken(await response.JsonAsync());
        Assert.Equal(["mfa", "otp", "pwd"], token.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value).Order());
        Assert.Single(await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and resource_id = $2 and action = 'second-factor.enroll'", organization, person));
    }

    [Fact]
    public async Task Secret_Kept_IsNotReadableInTheDatabase()
    {
        var (_, email, person) = await StaffWithoutFactorAsync();
        var secret = (await EnrollAsync(email)).Secret;
        var kept = (await fixture.SqlAsync<string>("select secret from auth.totp where person_id = $1", person)).Single();
        Assert.DoesNotContain(Totp.Base32(secret), kept, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Code_UsedBefore_OrOlderThanTheLast_IsRefused()
    {
        var email = await StaffAsync();
        Assert.True(await AcceptsAsync(email, fixture.Code(email)));
        Assert.False(await AcceptsAsync(email, fixture.Code(email)));
        Assert.False(await AcceptsAsync(email, fixture.Code(email, -1)));
        Assert.True(await AcceptsAsync(email, fixture.Code(email, +1)));
        Assert.False(await AcceptsAsync(email, fixture.Code(email)));
    }

    [Fact]
    public async Task Code_ManyTimesAtOnce_SignsInOnce()
    {
        var email = await StaffAsync();
        var code = fixture.Code(email);
        // Not more at once than an account has tries.
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcceptsAsync(email, code))), isAccepted => isAccepted);
    }

    [Fact]
    public async Task RecoveryCode_WorksOnce_AndIsAudited()
    {
        var (organization, email, person) = await StaffWithoutFactorAsync();
        var codes = (await EnrollAsync(email)).Codes;
        Assert.True(await AcceptsAsync(email, codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.False(await AcceptsAsync(email, codes[0]));
        Assert.True(await AcceptsAsync(email, codes[1]));
        Assert.Equal(2, (await fixture.SqlAsync<long>(
            "select id from audit where organization_id = $1 and resource_id = $2 and action = 'second-factor.use-recovery-code'", organization, person)).Count);
    }

    [Fact]
    public async Task WrongCodes_Five_LockTheAccountEvenWithPasswordsBetween()
    {
        var email = await StaffAsync();
        for (var guess = 0; guess < 5; guess++)
        {
            // Each with a right password before, which must not clear the count.
            Assert.False(await AcceptsAsync(email, "aaaaaa"));
        }

        var browser = fixture.Browser();
        using var locked = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.Equal(HttpStatusCode.BadRequest, locked.StatusCode);
        Assert.NotEmpty(await fixture.SqlAsync<long>("select id from audit where action = 'sign-in.lock' and subject = $1", email.Split('@')[0]));
    }

    [Fact]
    public async Task Guesses_ManyAtOnce_FiveAreJudgedAtMost()
    {
        var email = await StaffAsync();
        var lockOuts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var scope = fixture.Services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<LockOut>().TakeTryAsync(Guid.Parse(email.Split('@')[0]), Cancel);
        }));
        Assert.Equal(5, lockOuts.Count(isTaken => isTaken));
    }

    [Fact]
    public async Task PasswordAlone_WhereAFactorIsEnrolled_CannotEnrollAnother()
    {
        var email = await StaffAsync();
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.StartsWith("/sign-in/second-factor", submitted.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var enroll = await browser.Http.GetAsync("/sign-in/enroll", Cancel);
        Assert.Equal("/sign-in", enroll.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task SecondFactorPage_WithoutAPassword_LeadsToTheSignIn()
    {
        using var response = await fixture.AnonymousClient().GetAsync("/sign-in/second-factor", Cancel);
        Assert.Equal("/sign-in", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Patient_BecomesStaff_MustEnrollBeforeAnythingGoesOn()
    {
        var organization = await fixture.AddOrganizationAsync();
        var person = await fixture.AddPersonAsync();
        var email = IdentityFixture.Email(person);
        await fixture.SqlAsync<int>(
            "insert into patient_accounts values ($1, $2, $3, 'Pat Example', $4, 1, true, 1) returning 1",
            organization, Guid.CreateVersion7(), person, email);
        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(email, IdentityFixture.Password);
        Assert.Equal("pwd", Browser.AccessToken(tokens).GetClaim("amr").Value);

        await fixture.AddMemberWithoutFactorAsync(organization, person, Roles.Therapist);
        using var refresh = await browser.RefreshAsync(Browser.RefreshToken(tokens));
        Assert.Equal("invalid_grant", (await refresh.JsonAsync())["error"]!.GetValue<string>());
        using var authorize = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        Assert.StartsWith("/sign-in/enroll", authorize.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private async Task<(byte[] Secret, IReadOnlyList<string> Codes)> EnrollAsync(string email)
    {
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        var page = await browser.Http.GetStringAsync(submitted.Headers.Location, Cancel);
        var secret = SecretOf(page);
        return (secret, await ConfirmAsync(browser, page, secret));
    }

    private async Task<IReadOnlyList<string>> ConfirmAsync(Browser browser, string page, byte[] secret)
    {
        using var confirmed = await browser.SubmitPageAsync(page, ("Code", Totp.Code(secret, Totp.StepAt(fixture.Time.GetUtcNow()))));
        var shown = await confirmed.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        return [.. RecoveryCode().Matches(shown).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Whether a new browser is signed in with this code, after the right password.</summary>
    private async Task<bool> AcceptsAsync(string email, string code)
    {
        var browser = fixture.Browser();
        using var submitted = await browser.SubmitPasswordAsync(browser.AuthorizeAddress(), email, IdentityFixture.Password);
        Assert.StartsWith("/sign-in/second-factor", submitted.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        using var answer = await browser.SubmitAsync(submitted.Headers.Location!.OriginalString, ("Code", code));
        return answer.StatusCode == HttpStatusCode.Redirect
            && answer.Headers.Location!.OriginalString.StartsWith("/connect/authorize?", StringComparison.Ordinal);
    }

    private async Task<string> StaffAsync()
    {
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(await fixture.AddOrganizationAsync(), person, Roles.Therapist);
        return IdentityFixture.Email(person);
    }

    private async Task<(Guid Organization, string Email, Guid Person)> StaffWithoutFactorAsync()
    {
        var (organization, person) = (await fixture.AddOrganizationAsync(), await fixture.AddPersonAsync());
        await fixture.AddMemberWithoutFactorAsync(organization, person, Roles.Therapist);
        return (organization, IdentityFixture.Email(person), person);
    }

    private static byte[] SecretOf(string page) => Totp.FromBase32(Key().Match(page).Groups[1].Value);

    [GeneratedRegex("Key: <code>([A-Z2-7]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex RecoveryCode();
}
