using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Intake.Tests.Features.Disclosures;
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
    public async Task Give_WithTerms_KeepsEveryElement()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var id = await provider.Intake.CreatedIdAsync(Path(patientId), Disclosable.Consent(provider));
        var terms = (await provider.Intake.Get($"{Provider.Api}/consents/{id}").OkAsync())["terms"]!;
        Assert.Equal("all-part2", terms["informationKinds"]![0]!.GetValue<string>());
        Assert.Equal(("treating-providers", "My treating providers"), (terms["recipients"]![0]!.Text("class"), terms["recipients"]![0]!.Text("name")));
        Assert.Equal(("2026-02", "en", new string('b', 64)), (terms["form"]!.Text("version"), terms["form"]!.Text("language"), terms["form"]!.Text("textSha256")));
        Assert.Equal(("none", "patient", true), (terms.Text("expiry"), terms.Text("signerCapacity"), terms["refusalStated"]!.GetValue<bool>()));
        var plain = await provider.ConsentAsync(patientId, "treatment");
        Assert.Null((await provider.Intake.Get($"{Provider.Api}/consents/{plain}").OkAsync())["terms"]);
    }

    [Fact]
    public async Task Give_BrokenTerms_NamesEachFieldAndParagraph()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var terms = Disclosable.Terms(kinds: ["attendance", "counseling-notes"], purposes: ["treatment", "proceedings"], recipients: [], expiry: "date");
        await provider.Intake.CreateAsync(Path(patientId), Disclosable.Consent(provider, "release", terms)).WrongFieldsAsync(
            "terms.informationKinds", "terms.purposes", "terms.recipients", "expiresOn");
        foreach (var kind in DisclosureCodes.DisclosingConsents)
        {
            await provider.Intake.CreateAsync(Path(patientId), Disclosable.With(Disclosable.Consent(provider, kind), "terms", null)).WrongFieldsAsync("terms");
        }

        await provider.Intake.CreateAsync(Path(patientId), Disclosable.Consent(provider, "treatment")).WrongFieldsAsync("terms");
    }

    /// <summary>42 CFR 2.31(a): (1) is the patient in the path, (9) the date of signing.</summary>
    [Theory]
    [InlineData("discloser")]
    [InlineData("recipient")]
    [InlineData("information")]
    [InlineData("purpose")]
    [InlineData("signedBy")]
    [InlineData("signedAt")]
    [InlineData("terms.discloserKind")]
    [InlineData("terms.informationKinds")]
    [InlineData("terms.substanceUseInformation")]
    [InlineData("terms.recipients")]
    [InlineData("terms.purposes")]
    [InlineData("terms.revocationStatement")]
    [InlineData("terms.expiry")]
    [InlineData("terms.signerCapacity")]
    [InlineData("terms.redisclosureStated")]
    [InlineData("terms.refusalStated")]
    [InlineData("terms.form")]
    public async Task Give_OneElementMissing_IsRefusedByItsField(string field)
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var without = Disclosable.Without(Disclosable.Consent(provider), field);
        // Who signs for somebody else states the authority, so without a capacity both are asked for.
        string[] fields = field == "terms.signerCapacity" ? [field, "terms.authorityToSign"] : [field];
        await provider.Intake.CreateAsync(Path(patientId), without).WrongFieldsAsync(fields);
        Assert.Empty((await provider.Intake.Get(Path(patientId)).OkAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task Revoke_ByPatientOrWithWrongWords()
    {
        var provider = await Provider.OpenAsync(fixture);
        var patientId = (await provider.ReferAsync()).PatientId;
        var consent = await provider.ConsentAsync(patientId, "treatment");
        await provider.Intake.Post($"{Provider.Api}/consents/{consent}/revoke", new { endedBy = "magic" }).WrongFieldsAsync("endedBy");
        await provider.AsPatient(patientId).Post($"{Provider.Api}/consents/{consent}/revoke", new { endedBy = "event" })
            .AnswersAsync(HttpStatusCode.NoContent);
        var ended = (await provider.Intake.Get($"{Provider.Api}/consents/{consent}").OkAsync())["ended"]!;
        Assert.Equal("event", ended.Text("by"));
        Assert.NotNull(ended.Text("recordedBy"));
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
