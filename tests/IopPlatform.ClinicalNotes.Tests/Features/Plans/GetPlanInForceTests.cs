using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Plans;

/// <summary>The signed plan, to those who treat and to the patient whose it is.</summary>
public sealed class GetPlanInForceTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Get_OnlyADraft_FindsNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        await clinic.PlanAsync(episode);
        await clinic.AsTherapist().ReadAsync(Path(episode)).IsAsync(HttpStatusCode.NotFound);
        await Patient(clinic, episode).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_SignedWithALaterDraft_IsTheSigned()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var signed = await SignedAsync(clinic, episode);
        await clinic.PlanAsync(episode);
        Assert.Equal(signed, (await Clinic.GetAsync(clinic.AsTherapist(), Path(episode))).Id("id"));
        var next = await SignedAsync(clinic, episode);
        var plan = await Clinic.GetAsync(Patient(clinic, episode), Path(episode));
        Assert.Equal(next, plan.Id("id"));
        Assert.Equal("A steadier mood, zebra", plan.List("goals")[0].Text("title"));
        Assert.NotNull(plan["reviewDueOn"]);
    }

    [Fact]
    public async Task Get_ByOtherPatientsAndStrangers_FindsNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (episode, other) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Cole"));
        await SignedAsync(clinic, episode);
        await Patient(clinic, episode).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.OK);
        await Patient(clinic, other).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.NotFound);
        await fixture.Client(Callers.Patient(Callers.NewOrganization(), episode.PatientId)).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.NotFound);
        await fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.Clinicians)).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.NotFound);
        await fixture.Client(Callers.StaffOf(clinic.Organization, [Guid.CreateVersion7()], Roles.Clinicians)).ReadAsync(Path(episode))
            .IsAsync(HttpStatusCode.NotFound);
        await fixture.Client(Callers.Staff(
                clinic.Organization, Roles.IntakeCoordinator, Roles.UtilizationReviewer, Roles.SiteManager, Roles.ComplianceOfficer, Roles.Partner))
            .ReadAsync(Path(episode)).IsAsync(HttpStatusCode.Forbidden);
        await fixture.AnonymousClient().ReadAsync(Path(episode)).IsAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_ByThePatient_IsWrittenDownAsARead()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        await SignedAsync(clinic, episode);
        var caller = Callers.Patient(clinic.Organization, episode.PatientId);
        await fixture.Client(caller).ReadAsync(Path(episode)).IsAsync(HttpStatusCode.OK);
        Assert.Equal(
            ["plan"],
            await fixture.SqlAsync<string>(
                "select view from chart_reads where organization_id = $1 and subject = $2 and patient_id = $3",
                clinic.Organization, caller.Subject, episode.PatientId));
    }

    /// <summary>What a patient's token opens is this and no more: plans by their own id, drafts among them, stay the clinicians'.</summary>
    [Fact]
    public async Task Plans_ByTheirId_StayClosedToPatients()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var signed = await SignedAsync(clinic, episode);
        await Patient(clinic, episode).ReadAsync($"{Answers.Api}/plans/{signed}").IsAsync(HttpStatusCode.Forbidden);
    }

    private HttpClient Patient(Clinic clinic, Episode episode) => fixture.Client(Callers.Patient(clinic.Organization, episode.PatientId));

    private static string Path(Episode episode) => $"{Answers.Api}/episodes/{episode.Id}/plan";

    private static async Task<Guid> SignedAsync(Clinic clinic, Episode episode)
    {
        var (id, _) = await clinic.PlanAsync(episode);
        await clinic.AsTherapist().SignAsync($"plans/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        return id;
    }
}
