using System.Net;
using IopPlatform.Intake.Tests.Features.Disclosures;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Referrals;

public sealed class GetReferralTests(IntakeFixture fixture)
{
    private const string Path = Provider.Api + "/referrals";

    [Fact]
    public async Task Get_New_ListsEveryBlocker()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var referral = await provider.Director.Get($"{Path}/{referred.ReferralId}").OkAsync();
        Assert.Equal(
            [
                "treatment-consent-missing", "part2-consent-missing", "suicide-screen-missing", "assessment-missing", "determination-missing",
            ],
            referral["blockers"]!.AsArray().Select(blocker => blocker!.Text("rule")));
    }

    [Fact]
    public async Task Get_Ready_HasNoBlockers()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var referral = await provider.Intake.Get($"{Path}/{referred.ReferralId}").OkAsync();
        Assert.Empty(referral["blockers"]!.AsArray());
        Assert.Equal(("determined", "iop"), (referral.Text("status"), referral.Text("determinedLevelOfCare")));
    }

    [Fact]
    public async Task Get_AsPartner_ShowsOwnReferralsWithoutFindings()
    {
        var provider = await Provider.OpenAsync(fixture);
        var partner = provider.AsPartner();
        var id = await partner.CreatedIdAsync(Path, provider.Referral());
        var own = await partner.Get($"{Path}/{id}").OkAsync();
        Assert.Empty(own["blockers"]!.AsArray());
        await provider.AsPartner("other-partner").Get($"{Path}/{id}").AnswersAsync(HttpStatusCode.NotFound);
        var foreign = await provider.ReferAsync();
        await partner.Get($"{Path}/{foreign.ReferralId}").AnswersAsync(HttpStatusCode.NotFound);
        await partner.Get(Path).AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Get_AsPartnerOfAPart2Patient_TellsProgressOnlyUnderAConsent()
    {
        var provider = await Provider.OpenAsync(fixture);
        var partner = provider.AsPartner();
        var id = await partner.CreatedIdAsync(Path, provider.Referral());
        var patientId = (await provider.Intake.Get($"{Path}/{id}").OkAsync())["patientId"]!.GetValue<Guid>();
        await fixture.SqlAsync<int>("update referrals set diagnoses = array['F11.20'] where id = $1 returning 1", id);
        await provider.AssessAsync(id);

        using (var response = await partner.Get($"{Path}/{id}"))
        {
            var hidden = await response.JsonAsync();
            Assert.Equal(("received", 1), (hidden.Text("status"), hidden["version"]!.GetValue<long>()));
            Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
            Assert.Null(hidden["disclosureId"]);
        }

        var consent = await provider.ConsentAsync(patientId);
        await provider.RegisterPartnerAsync();
        var told = await partner.Get($"{Path}/{id}").OkAsync();
        Assert.Equal("assessed", told.Text("status"));
        Assert.Contains("42 CFR part 2", told.Text("notice"), StringComparison.Ordinal);
        await partner.Get($"{Path}/{id}").OkAsync();
        var accounting = await provider.As(Roles.ComplianceOfficer).Get($"{Provider.Api}/patients/{patientId}/disclosures").OkAsync();
        var line = Assert.Single(accounting["items"]!.AsArray())!;
        Assert.Equal((told.Text("disclosureId"), "referral-status"), (line.Text("id"), line["informationKinds"]![0]!.GetValue<string>()));

        await provider.Intake.Post($"{Provider.Api}/consents/{consent}/revoke").AnswersAsync(HttpStatusCode.NoContent);
        Assert.Equal("received", (await partner.Get($"{Path}/{id}").OkAsync()).Text("status"));
    }

    [Fact]
    public async Task Get_AsPartnerWithoutPart2Record_TellsProgressAndLogsIt()
    {
        var provider = await Provider.OpenAsync(fixture);
        var partner = provider.AsPartner();
        var id = await partner.CreatedIdAsync(Path, provider.Referral());
        await provider.AssessAsync(id);
        var told = await partner.Get($"{Path}/{id}").OkAsync();
        Assert.Equal("assessed", told.Text("status"));
        Assert.Null(told["notice"]);
        Assert.Equal(1, await fixture.LoggedAsync(told["patientId"]!.GetValue<Guid>()));
    }

    [Fact]
    public async Task Get_OutOfReach_IsNotFoundAndReadsAreRecorded()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        await provider.AsElsewhere(Roles.Therapist).Get($"{Path}/{referred.ReferralId}").AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.Therapist).Get($"{Path}/{referred.ReferralId}").AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsPatient(referred.PatientId).Get($"{Path}/{referred.ReferralId}").AnswersAsync(HttpStatusCode.Forbidden);
        Assert.Equal(
            1, (await fixture.SqlAsync<long>("select count(*) from chart_reads where patient_id = $1 and view = 'referral'", referred.PatientId)).Single());
    }

    [Fact]
    public async Task List_PagesAndFilters()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referrals = new List<Guid>();
        for (var n = 0; n < 3; n++) referrals.Add((await provider.ReferAsync()).ReferralId);
        await provider.AssessAsync(referrals[0]);

        var first = await provider.Intake.Get($"{Path}?siteId={provider.Site}&limit=2").OkAsync();
        var second = await provider.Intake.Get($"{Path}?limit=2&cursor={first.Text("next")}").OkAsync();
        var assessed = await provider.Intake.Get($"{Path}?status=assessed").OkAsync();
        var elsewhere = await provider.AsElsewhere(Roles.SiteManager).Get(Path).OkAsync();
        Guid[] listed = [.. first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => item!["id"]!.GetValue<Guid>())];
        Assert.Equal(Enumerable.Reverse(referrals), listed);
        Assert.Null(second["next"]);
        Assert.Equal(referrals[0], assessed["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>());
        Assert.Empty(elsewhere["items"]!.AsArray());
        await provider.Intake.Get($"{Path}?cursor=%25").WrongFieldsAsync("cursor");
        await provider.Intake.Get($"{Path}?status=lost").WrongFieldsAsync("status");
    }
}
