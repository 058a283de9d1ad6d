using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Episodes;

public sealed class AdmitPatientTests(IntakeFixture fixture)
{
    private static string Path(Guid referralId) => $"{Provider.Api}/referrals/{referralId}/admission";

    [Fact]
    public async Task Admit_Ready_OpensEpisodeWithBaseline()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var track = Guid.CreateVersion7();
        var program = await provider.ProgramAsync(trackId: track);
        var id = await provider.Intake.CreatedIdAsync(Path(referred.ReferralId), provider.Admission(program, track));

        var admitted = await fixture.PublishedAsync<PatientAdmitted>(provider.Organization, patient => patient.EpisodeId == id);
        Assert.Equal((program, track, "iop", "adult", 1L), (admitted.ProgramId, admitted.TrackId, admitted.LevelOfCare, admitted.AgeGroup, admitted.Version));
        Assert.Equal(
            [("C-SSRS-SCREENER", 1), ("PHQ-9", 17)], admitted.Baseline.Select(score => (score.InstrumentId, score.Value!.Value)).Order());
        var episode = await provider.AsPatient(referred.PatientId).Get($"{Provider.Api}/episodes/{id}").OkAsync();
        Assert.Equal(referred.ReferralId, episode["referralId"]!.GetValue<Guid>());
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{referred.ReferralId}").OkAsync();
        Assert.Equal(("admitted", id), (referral.Text("status"), referral["episodeId"]!.GetValue<Guid>()));
    }

    [Fact]
    public async Task Admit_RevocationBeingCommitted_IsWaitedForAndBlocks()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var program = await provider.ProgramAsync();
        await using var revoking = await HeldChange.BeginAsync(
            fixture, "update consents set revoked_at = now(), version = version + 1 where patient_id = $1 and kind = 'treatment'",
            referred.PatientId);
        var admitting = provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program));
        await revoking.CommitWhenWaitedForAsync();
        await admitting.RefusedByAsync("treatment-consent-missing");
    }

    [Fact]
    public async Task Admit_ScreenerBeingCommitted_IsWaitedForAndBlocks()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var program = await provider.ProgramAsync();
        await using var answering = await HeldChange.BeginAsync(
            fixture,
            """
            insert into responses
                (organization_id, id, patient_id, site_id, instrument_id, instrument_version, scorer_version, answers, value, band,
                 safety_level, safety_findings, answered_at, recorded_at, recorded_by, version)
            select organization_id, $2, patient_id, site_id, instrument_id, instrument_version, scorer_version, answers, value, band,
                   'high', safety_findings, answered_at + interval '1 second', recorded_at, recorded_by, version
            from responses where patient_id = $1 and instrument_id = 'C-SSRS-SCREENER'
            """,
            referred.PatientId, Guid.CreateVersion7());
        var admitting = provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program));
        await answering.CommitWhenWaitedForAsync();
        await admitting.RefusedByAsync("high-risk-unresolved");
    }

    [Fact]
    public async Task Admit_UnderEighteenOnThatDay_IsAdolescent()
    {
        var provider = await Provider.OpenAsync(fixture);
        var birthday = provider.Today.AddYears(-18).AddDays(-5);
        var referred = await provider.ReadyAsync(birthday);
        await provider.Intake.CreatedIdAsync(
            Path(referred.ReferralId), provider.Admission(await provider.ProgramAsync(), on: provider.Today.AddDays(-10)));
        var admitted = Assert.Single(await fixture.PublishedAsync<PatientAdmitted>(provider.Organization));
        Assert.Equal("adolescent", admitted.AgeGroup);
    }

    [Fact]
    public async Task Admit_NothingDone_ListsAllBlockers()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReferAsync();
        var problem = await provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(await provider.ProgramAsync()))
            .RefusedByAsync("treatment-consent-missing");
        Assert.Equal(
            [
                "treatment-consent-missing", "part2-consent-missing", "suicide-screen-missing", "assessment-missing", "determination-missing",
            ],
            problem["blockers"]!.AsArray().Select(blocker => blocker!.Text("rule")));
    }

    [Fact]
    public async Task Admit_RevokedOrExpiredConsent_Blocks()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var program = await provider.ProgramAsync();
        await fixture.SqlAsync<int>(
            "update consents set expires_on = current_date - 3 where patient_id = $1 and kind = 'part2-tpo' returning 1", referred.PatientId);
        await provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program)).RefusedByAsync("part2-consent-missing");
        await provider.ConsentAsync(referred.PatientId, "part2-tpo");
        var consents = await provider.Intake.Get($"{Provider.Api}/patients/{referred.PatientId}/consents").OkAsync();
        var treatment = consents["items"]!.AsArray().Single(consent => consent!.Text("kind") == "treatment")!;
        await provider.Intake.Post($"{Provider.Api}/consents/{treatment.Text("id")}/revoke").AnswersAsync(HttpStatusCode.NoContent);
        await provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program)).RefusedByAsync("treatment-consent-missing");
    }

    [Fact]
    public async Task Admit_ScreenerIncompleteOrHigh_Blocks()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var program = await provider.ProgramAsync();
        await provider.AnswerAsync(referred.PatientId, "C-SSRS-SCREENER", new() { ["1"] = 0 });
        await provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program)).RefusedByAsync("suicide-screen-incomplete");
        await provider.ScreenAsync(referred.PatientId, "1", "2", "5");
        await provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program)).RefusedByAsync("high-risk-unresolved");
    }

    [Fact]
    public async Task Admit_WrongProgramOrFields_IsRefused()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var path = Path(referred.ReferralId);
        var program = await provider.ProgramAsync();
        await provider.Intake.CreateAsync(path, provider.Admission(await provider.ProgramAsync("php"))).RefusedByAsync("program-level-differs");
        await provider.Intake.CreateAsync(path, provider.Admission(await provider.ProgramAsync(siteId: Guid.CreateVersion7())))
            .RefusedByAsync("program-of-another-site");
        await provider.Intake.CreateAsync(path, provider.Admission(Guid.CreateVersion7())).AnswersAsync(HttpStatusCode.NotFound);
        await provider.Intake.CreateAsync(path, provider.Admission(program, Guid.CreateVersion7())).WrongFieldsAsync("trackId");
        await provider.Intake.CreateAsync(path, provider.Admission(program, on: provider.Today.AddDays(40))).WrongFieldsAsync("admittedOn");
        await provider.Intake.CreateAsync(path, provider.Admission(program, on: provider.Today.AddYears(-10))).WrongFieldsAsync("admittedOn");
        await provider.Intake.CreateAsync(path, new { }).WrongFieldsAsync("programId", "admittedOn", "primaryTherapistId");
        await provider.Therapist.CreateAsync(path, provider.Admission(program)).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.IntakeCoordinator).CreateAsync(path, provider.Admission(program)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.IntakeCoordinator).CreateAsync(path, provider.Admission(program)).AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Admit_Again_ReplaysSameKeyAndRefusesAnother()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var body = provider.Admission(await provider.ProgramAsync());
        var key = Guid.CreateVersion7().ToString();
        var first = await provider.Intake.CreateAsync(Path(referred.ReferralId), body, key).CreatedAsync();
        var second = await provider.Intake.CreateAsync(Path(referred.ReferralId), body, key).CreatedAsync();
        await provider.Intake.CreateAsync(Path(referred.ReferralId), body).RefusedByAsync("already-admitted");
        Assert.Equal(first, second);
        Assert.Single(await fixture.PublishedAsync<PatientAdmitted>(provider.Organization));
    }

    [Fact]
    public async Task Admit_ManyAtOnce_OpensOneEpisode()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var program = await provider.ProgramAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            provider.Intake.CreateAsync(Path(referred.ReferralId), provider.Admission(program))));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.All(
            answers,
            answer => Assert.Contains(
                answer.StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed }));
    }
}
