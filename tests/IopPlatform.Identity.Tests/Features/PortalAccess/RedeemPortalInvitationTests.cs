using System.Net;
using System.Net.Http.Json;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Identity.Features.PortalAccess;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Identity.Tests.Features.PortalAccess;

public sealed class RedeemPortalInvitationTests(IdentityFixture fixture)
{
    private const string NewPassword = "a password of my own";

    private static readonly DateOnly BirthDate = new(1990, 4, 12);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeem_CodeAndBirthDateFit_ThePatientCanSignIn()
    {
        var (granted, code) = await InviteAsync();
        using var response = await RedeemAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);

        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(granted.Email, NewPassword);
        var token = Browser.AccessToken(tokens);
        Assert.Equal(granted.PatientId.ToString(), token.GetClaim(CallerClaims.Patient).Value);
        Assert.Equal(Roles.Patient, token.GetClaim(CallerClaims.Role).Value);
        Assert.Equal(granted.OrganizationId.ToString(), token.GetClaim(CallerClaims.Organization).Value);

        browser.Use(tokens);
        using var me = await browser.Http.GetAsync("/api/identity/me", Cancel);
        var person = await me.JsonAsync();
        Assert.Equal(granted.DisplayName, person["displayName"]!.GetValue<string>());
        Assert.Equal(granted.PatientId, person["patientId"]!.GetValue<Guid>());
    }

    /// <summary>As a client does whose connection broke before the answer came.</summary>
    [Fact]
    public async Task Redeem_AskedAgain_AnswersTheSameAndChangesNothing()
    {
        var (granted, code) = await InviteAsync();
        using var first = await RedeemAsync(code);
        var before = await AccountAsync(granted);
        using var second = await RedeemAsync(code);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
        Assert.Equal(before, await AccountAsync(granted));
        Assert.Equal(["redeemed", "redeemed-again"], await OutcomesAsync(granted));
    }

    [Fact]
    public async Task Redeem_AgainWithAnotherPassword_IsRefusedAndLeavesThePassword()
    {
        var (granted, code) = await InviteAsync();
        using var first = await RedeemAsync(code);
        using var second = await RedeemAsync(code, password: "somebody else's password");
        await RefusedAsync(second, "invitation-refused");
        Assert.NotNull(await fixture.Browser().SignInAsync(granted.Email, NewPassword));
    }

    [Fact]
    public async Task Redeem_AgainAfterFiveTries_IsRefused()
    {
        var (granted, code) = await InviteAsync();
        using var first = await RedeemAsync(code);
        await GuessAsync(code, times: 4);
        using var last = await RedeemAsync(code);
        await RefusedAsync(last, "invitation-refused");
        Assert.Equal(0, await TriesLeftAsync(granted));
    }

    [Theory]
    [InlineData("01AB C3DE F4", "01ABC3DEF4")]
    [InlineData(" 01ab-c3de-f4 ", "01ABC3DEF4")]
    [InlineData("oIAB-C3DE-F4", "01ABC3DEF4")]
    [InlineData("0lAB-C3DE-F4", "01ABC3DEF4")]
    public void Hash_CodeAsPeopleTypeIt_IsThatOfTheCode(string typed, string code) =>
        Assert.Equal(PortalInvitation.Hash(code), PortalInvitation.Hash(typed));

    [Fact]
    public async Task Join_OnThePage_SignsThePatientIn()
    {
        var (granted, code) = await InviteAsync();
        await JoinsAsync(granted, code);
    }

    /// <summary>The new password ends what was signed in with the former one, but not what it signs in itself.</summary>
    [Fact]
    public async Task Join_AgainByASecondInvitation_SignsThePatientIn()
    {
        var (granted, code) = await InviteAsync();
        using var first = await RedeemAsync(code, password: "the forgotten password");
        var (_, newCode) = await InviteAsync(granted with { Version = 2 });
        await JoinsAsync(granted, newCode);
    }

    [Theory]
    [InlineData("1990-04-13", NewPassword, "do not fit an open invitation")]
    [InlineData("12 April", NewPassword, "Enter your birth date")]
    [InlineData("1990-04-12", "short", "12 to 128 characters")]
    public async Task Join_WhatDoesNotFit_IsSaidOnThePageThatKeepsTheRest(string birthDate, string password, string said)
    {
        var (_, code) = await InviteAsync();
        using var refused = await fixture.Browser().SubmitAsync(
            JoinPortal.Path, ("Code", code), ("BirthDate", birthDate), ("Password", password));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains(code, page, StringComparison.Ordinal);
        Assert.DoesNotContain(password, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redeem_BirthDateOfAnotherInvitedPatient_IsRefused()
    {
        var (_, code) = await InviteAsync();
        var (other, _) = await InviteAsync((await NewGrantAsync()) with { BirthDate = new DateOnly(1985, 9, 30) });
        using var response = await RedeemAsync(code, other.BirthDate);
        await RefusedAsync(response, "invitation-refused");
    }

    [Fact]
    public async Task Redeem_FourWrongBirthDates_TheFifthTryStillCounts()
    {
        var (_, code) = await InviteAsync();
        await GuessAsync(code, times: 4);
        using var response = await RedeemAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Redeem_FiveWrongBirthDates_VoidTheCode()
    {
        var (granted, code) = await InviteAsync();
        await GuessAsync(code, times: 5);
        using var response = await RedeemAsync(code);
        await RefusedAsync(response, "invitation-refused");
        Assert.Equal(Enumerable.Repeat("birth-date-differs", 5), await OutcomesAsync(granted));
    }

    [Fact]
    public async Task Redeem_ManyGuessesAtOnce_FiveAreJudgedAtMost()
    {
        var (granted, code) = await InviteAsync();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(async day =>
        {
            using var response = await RedeemAsync(code, new DateOnly(1980, 1, day));
            await RefusedAsync(response, "invitation-refused");
        }));
        Assert.InRange(
            (await fixture.SqlAsync<long>("select count(*) from audit where resource_id = $1 and details is not null", granted.PatientId)).Single(),
            1,
            5);
    }

    [Fact]
    public async Task Redeem_UnknownOrExpiredCode_IsRefusedAlike()
    {
        using var unknown = await RedeemAsync("no such code");
        await RefusedAsync(unknown, "invitation-refused");
        var (_, code) = await InviteAsync(expiresIn: TimeSpan.FromMinutes(-1));
        using var expired = await RedeemAsync(code);
        await RefusedAsync(expired, "invitation-refused");
    }

    [Fact]
    public async Task Redeem_ShortPassword_IsNamedAndCostsNoTry()
    {
        var (granted, code) = await InviteAsync();
        using var response = await RedeemAsync(code, password: "short");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await response.JsonAsync())["errors"]!["password"]);
        Assert.Equal(5, await TriesLeftAsync(granted));
    }

    [Fact]
    public async Task Redeem_SecondInvitationOfTheSamePatient_ChangesThePassword()
    {
        var (granted, code) = await InviteAsync();
        using var first = await RedeemAsync(code, password: "the forgotten password");
        var (_, newCode) = await InviteAsync(granted with { Version = 2 });
        using var second = await RedeemAsync(newCode);
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
        Assert.NotNull(await fixture.Browser().SignInAsync(granted.Email, NewPassword));
        var browser = fixture.Browser();
        using var old = await browser.SubmitSignInAsync(browser.AuthorizeAddress(), granted.Email, "the forgotten password");
        Assert.Equal(HttpStatusCode.BadRequest, old.StatusCode);
    }

    [Fact]
    public async Task Redeem_EmailOfStaff_NeedsTheirPresentPassword()
    {
        var person = await fixture.AddPersonAsync();
        await fixture.AddMemberAsync(await fixture.AddOrganizationAsync(), person, Roles.MedicalDirector);
        var (granted, code) = await InviteAsync(email: IdentityFixture.Email(person));
        using var takeover = await RedeemAsync(code);
        await RefusedAsync(takeover, "email-has-account");
        Assert.Equal(4, await TriesLeftAsync(granted));
        using var own = await RedeemAsync(code, password: IdentityFixture.Password);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        var tokens = await fixture.Browser().SignInAsync(granted.Email, IdentityFixture.Password, granted.OrganizationId);
        Assert.Equal(granted.PatientId.ToString(), Browser.AccessToken(tokens).GetClaim(CallerClaims.Patient).Value);
    }

    [Fact]
    public async Task Granted_TwiceAndLate_TheNewestInvitationStands()
    {
        var (granted, code) = await InviteAsync(await NewGrantAsync() with { Version = 2 });
        await fixture.DeliverAsync(granted with { Version = 1, CodeHash = PortalInvitation.Hash("an older code") });
        using var redeemed = await RedeemAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, redeemed.StatusCode);
        await fixture.DeliverAsync(granted);
        using var again = await RedeemAsync(code, password: "of an invitation that opened again");
        await RefusedAsync(again, "invitation-refused");
    }

    [Fact]
    public async Task Revoked_AfterRedemption_EndsTheRefresh()
    {
        var (granted, code) = await InviteAsync();
        using var redeemed = await RedeemAsync(code);
        var browser = fixture.Browser();
        var tokens = await browser.SignInAsync(granted.Email, NewPassword);
        await fixture.DeliverAsync(Revocation(granted, version: 2));
        using var refresh = await browser.RefreshAsync(Browser.RefreshToken(tokens));
        Assert.Equal("invalid_grant", (await refresh.JsonAsync())["error"]!.GetValue<string>());
        Assert.Equal("access_denied", (await fixture.Browser().AuthorizeAsync(granted.Email, NewPassword))["error"]);
    }

    [Fact]
    public async Task Revoked_BeforeItsInvitationArrives_TheInvitationNeverOpens()
    {
        var grant = await NewGrantAsync();
        await fixture.DeliverAsync(Revocation(grant, version: 2));
        var (_, code) = await InviteAsync(grant);
        using var response = await RedeemAsync(code);
        await RefusedAsync(response, "invitation-refused");
    }

    [Fact]
    public async Task Revoked_LaterThanANewerInvitation_ChangesNothing()
    {
        var (granted, code) = await InviteAsync(await NewGrantAsync() with { Version = 3 });
        using var redeemed = await RedeemAsync(code);
        await fixture.DeliverAsync(Revocation(granted, version: 2));
        Assert.NotNull(await fixture.Browser().SignInAsync(granted.Email, NewPassword));
    }

    private async Task<PortalAccessGranted> NewGrantAsync(string? email = null)
    {
        var patient = Guid.CreateVersion7();
        return new PortalAccessGranted
        {
            OrganizationId = await fixture.AddOrganizationAsync(),
            Version = 1,
            OccurredAt = fixture.Time.GetUtcNow(),
            PatientId = patient,
            SiteId = Guid.CreateVersion7(),
            Email = email ?? $"{patient}@patients.example",
            DisplayName = "Pat Example",
            BirthDate = BirthDate,
            CodeHash = "",
            ExpiresAt = fixture.Time.GetUtcNow() + TimeSpan.FromDays(7),
        };
    }

    private async Task<(PortalAccessGranted Granted, string Code)> InviteAsync(
        PortalAccessGranted? grant = null, TimeSpan? expiresIn = null, string? email = null)
    {
        var code = Guid.CreateVersion7().ToString("N");
        grant = (grant ?? await NewGrantAsync(email)) with { CodeHash = PortalInvitation.Hash(code) };
        grant = grant with { ExpiresAt = expiresIn is { } span ? fixture.Time.GetUtcNow() + span : grant.ExpiresAt };
        await fixture.DeliverAsync(grant);
        return (grant, code);
    }

    private static PortalAccessRevoked Revocation(PortalAccessGranted granted, long version) => new()
    {
        OrganizationId = granted.OrganizationId,
        Version = version,
        OccurredAt = granted.OccurredAt,
        PatientId = granted.PatientId,
    };

    private async Task<HttpResponseMessage> RedeemAsync(string code, DateOnly? birthDate = null, string password = NewPassword)
    {
        using var client = fixture.AnonymousClient();
        return await client.PostAsJsonAsync(
            "/api/identity/portal-invitations/redeem", new { code, birthDate = birthDate ?? BirthDate, password });
    }

    private async Task JoinsAsync(PortalAccessGranted granted, string code)
    {
        var browser = fixture.Browser();
        using var joined = await browser.SubmitAsync(
            JoinPortal.Path, ("Code", code), ("BirthDate", "1990-04-12"), ("Password", NewPassword));
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        Assert.Contains("You are signed in", await joined.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var authorized = await browser.Http.GetAsync(browser.AuthorizeAddress(), Cancel);
        using var tokens = await browser.RedeemAsync(Browser.CalledBack(authorized)["code"]);
        Assert.Equal(
            granted.PatientId.ToString(), Browser.AccessToken(await tokens.JsonAsync()).GetClaim(CallerClaims.Patient).Value);
    }

    private async Task GuessAsync(string code, int times)
    {
        for (var guess = 1; guess <= times; guess++)
        {
            using var response = await RedeemAsync(code, new DateOnly(1980, 1, guess));
            await RefusedAsync(response, "invitation-refused");
        }
    }

    private async Task<int> TriesLeftAsync(PortalAccessGranted granted) => (await fixture.SqlAsync<int>(
        "select tries_left from portal_invitations where organization_id = $1 and patient_id = $2",
        granted.OrganizationId, granted.PatientId)).Single();

    private async Task<string> AccountAsync(PortalAccessGranted granted) => (await fixture.SqlAsync<string>(
        """
        select concat_ws(' ', a.person_id, a.granted_version, a.version, p.password_hash)
        from patient_accounts a join auth.people p on p.id = a.person_id where a.organization_id = $1 and a.patient_id = $2
        """,
        granted.OrganizationId, granted.PatientId)).Single();

    /// <summary>What was judged, in its order.</summary>
    private async Task<IReadOnlyList<string>> OutcomesAsync(PortalAccessGranted granted) => await fixture.SqlAsync<string>(
        "select details ->> 'outcome' from audit where organization_id = $1 and resource_id = $2 and details is not null order by id",
        granted.OrganizationId, granted.PatientId);

    private static async Task RefusedAsync(HttpResponseMessage response, string rule)
    {
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(rule, (await response.JsonAsync())["rule"]!.GetValue<string>());
    }
}
