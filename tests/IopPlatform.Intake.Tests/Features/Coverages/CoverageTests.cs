using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Coverages;

public sealed class CoverageTests(IntakeFixture fixture)
{
    private static string Coverages(Guid patientId) => $"{Provider.Api}/patients/{patientId}/coverages";

    private static string Authorizations(Guid patientId) => $"{Provider.Api}/patients/{patientId}/authorizations";

    private static object Coverage(string kind = "medicaid") =>
        new { payer = "Sample State Medicaid", memberId = "M-2", kind, effectiveFrom = "2026-01-01" };

    private static object Authorization(Provider provider, string number = "A-1", int units = 12) =>
        new { payer = "Placeholder Health", number, unitsApproved = units, from = provider.Today, to = provider.Today.AddDays(60) };

    [Fact]
    public async Task AddCoverage_Complete_ShowsOnPatient()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        var coverage = await provider.Intake.CreatedIdAsync(Coverages(id), Coverage());
        var patient = await provider.AsPatient(id).Get($"{Provider.Api}/patients/{id}").OkAsync();
        Assert.Equal(2, patient["coverages"]!.AsArray().Count);
        Assert.Equal("medicaid", (await provider.Intake.Get($"{Provider.Api}/coverages/{coverage}").OkAsync()).Text("kind"));
        await provider.Intake.CreateAsync(Coverages(id), Coverage("barter")).WrongFieldsAsync("kind");
        await provider.Therapist.CreateAsync(Coverages(id), Coverage()).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsStranger(Roles.IntakeCoordinator).CreateAsync(Coverages(id), Coverage()).AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task EnterAuthorization_BeforeAndAfterAdmission_ComesToNameTheEpisode()
    {
        var provider = await Provider.OpenAsync(fixture);
        var referred = await provider.ReadyAsync();
        var early = await provider.As(Roles.UtilizationReviewer).CreatedIdAsync(Authorizations(referred.PatientId), Authorization(provider));
        var episode = await provider.Intake.CreatedIdAsync(
            $"{Provider.Api}/referrals/{referred.ReferralId}/admission", provider.Admission(await provider.ProgramAsync()));
        var late = await provider.Intake.CreatedIdAsync(Authorizations(referred.PatientId), Authorization(provider, "A-2", 6));

        var events = await fixture.PublishedAsync<AuthorizationChanged>(provider.Organization);
        Assert.Equal(
            [(early, 1L, null), (early, 2L, episode), (late, 1L, (Guid?)episode)],
            events.Select(changed => (changed.AuthorizationId, changed.Version, changed.EpisodeId)));
        Assert.Equal(12, (await provider.Intake.Get($"{Provider.Api}/authorizations/{early}").OkAsync())["unitsApproved"]!.GetValue<int>());
    }

    [Fact]
    public async Task EnterAuthorization_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        await provider.Intake.CreatedIdAsync(Authorizations(id), Authorization(provider));
        await provider.Intake.CreateAsync(Authorizations(id), Authorization(provider)).RefusedByAsync("authorization-already-entered");
        await provider.Intake.CreateAsync(
            Authorizations(id),
            new { payer = "", number = "A-3", unitsApproved = 0, from = "2026-02-02", to = "2026-02-01" })
            .WrongFieldsAsync("payer", "unitsApproved", "to");
        await provider.Therapist.CreateAsync(Authorizations(id), Authorization(provider, "A-4")).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.UtilizationReviewer).CreateAsync(Authorizations(id), Authorization(provider, "A-5"))
            .AnswersAsync(HttpStatusCode.NotFound);
    }
}
