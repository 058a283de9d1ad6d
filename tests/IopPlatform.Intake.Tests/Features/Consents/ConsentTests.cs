using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Consents;

public sealed class ConsentTests(IntakeFixture fixture)
{
    private static string Path(Guid patientId) => $"{Provider.Api}/patients/{patientId}/consents";

    [Fact]
    public async Task GiveAndRevoke_PublishVersions_RevokeIsIdempotent()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var patient = provider.AsPatient(patientId);
        var id = await patient.CreatedIdAsync(Path(patientId), provider.Consent("part2-tpo", provider.Today.AddYears(1)));
        await patient.Post($"{Provider.Api}/consents/{id}/revoke").AnswersAsync(HttpStatusCode.NoContent);
        await provider.Intake.Post($"{Provider.Api}/consents/{id}/revoke").AnswersAsync(HttpStatusCode.NoContent);

        var events = await fixture.PublishedAsync<ConsentChanged>(provider.Organization);
        Assert.Equal([(1L, true), (2L, false)], events.Select(changed => (changed.Version, changed.Active)));
        Assert.All(events, changed => Assert.Equal(("part2-tpo", provider.Today.AddYears(1)), (changed.Kind, changed.ExpiresOn)));
        var consent = await patient.Get($"{Provider.Api}/consents/{id}").OkAsync();
        Assert.NotNull(consent["revokedAt"]);
        Assert.Single((await provider.Therapist.Get(Path(patientId)).OkAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task Give_RefusedCases()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var other = (await provider.ReferAsync()).PatientId;
        await provider.Intake.CreateAsync(Path(patientId), new { kind = "everything" }).WrongFieldsAsync(
            "kind", "discloser", "recipient", "information", "purpose", "signedBy", "signedAt");
        await provider.Intake.CreateAsync(Path(patientId), provider.Consent("treatment", provider.Today.AddDays(-3))).WrongFieldsAsync("expiresOn");
        await provider.Director.CreateAsync(Path(patientId), provider.Consent("treatment")).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsPatient(patientId).CreateAsync(Path(other), provider.Consent("treatment")).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsElsewhere(Roles.Therapist).CreateAsync(Path(patientId), provider.Consent("treatment")).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.Therapist).Get(Path(patientId)).AnswersAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Revoke_AnothersConsent_IsNotFound()
    {
        var provider = await Provider.OpenAsync(fixture);
        var consent = await provider.ConsentAsync((await provider.ReferAsync()).PatientId, "treatment");
        var other = (await provider.ReferAsync()).PatientId;
        await provider.AsPatient(other).Post($"{Provider.Api}/consents/{consent}/revoke").AnswersAsync(HttpStatusCode.NotFound);
    }
}
