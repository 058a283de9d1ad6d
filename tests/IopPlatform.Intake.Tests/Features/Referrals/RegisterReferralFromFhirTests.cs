using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Referrals;

public sealed class RegisterReferralFromFhirTests(IntakeFixture fixture)
{
    private static string Key => Guid.CreateVersion7().ToString();

    [Fact]
    public async Task Register_InpatientStay_MapsAllParts()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = await ReferralSamplesTests.SendAsync(
            provider.AsPartner(), provider.Site, await ReferralSamplesTests.ReadAsync("01-depression-after-inpatient-stay"), Key).CreatedAsync();

        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{id}").OkAsync();
        var patient = await provider.Intake.Get($"{Provider.Api}/patients/{referral.Text("patientId")}").OkAsync();
        var scores = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization);
        Assert.Equal(
            ("urgent", "hospital", "Sample General Hospital", "2026-11-12"),
            (referral.Text("urgency"), referral["source"]!.Text("kind"), referral["source"]!.Text("name"), referral.Text("dischargedFromHospitalOn")));
        Assert.Equal(["F33.2"], referral["diagnoses"]!.AsArray().Select(code => code!.GetValue<string>()));
        Assert.Equal(
            ("Testa Maria", "Tess", "female", "testa.fictitia@example.com"),
            (patient.Text("givenName"), patient.Text("preferredName"), patient.Text("sexAtBirth"), patient["contactPoints"]!.Text("email")));
        Assert.Equal("commercial", patient["coverages"]!.AsArray().Single()!.Text("kind"));
        Assert.Equal(
            [("GAD-7", 12, "none"), ("PHQ-9", 18, "indeterminate")],
            scores.Select(score => (score.InstrumentId, score.Value!.Value, score.SafetyLevel)).Order());
        Assert.Equal(
            1, (await fixture.SqlAsync<long>("select count(*) from referral_bundles where referral_id = $1", id)).Single());
    }

    [Fact]
    public async Task Register_Adolescent_ReadsLinkIdsWithSlashes()
    {
        var provider = await Provider.OpenAsync(fixture);
        await ReferralSamplesTests.SendAsync(
            provider.Intake, provider.Site, await ReferralSamplesTests.ReadAsync("03-adolescent-with-parents-coverage"), Key).CreatedAsync();
        var scores = await fixture.PublishedAsync<ScoreRecorded>(provider.Organization);
        Assert.Equal([("GAD-7", 15), ("PHQ-9", 16)], scores.Select(score => (score.InstrumentId, score.Value!.Value)).Order());
    }

    [Fact]
    public async Task Register_SeveralCoverages_KeepsTheActiveOnes()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = await ReferralSamplesTests.SendAsync(
            provider.Intake, provider.Site, await ReferralSamplesTests.ReadAsync("11-several-coverages"), Key).CreatedAsync();
        var referral = await provider.Intake.Get($"{Provider.Api}/referrals/{id}").OkAsync();
        var patient = await provider.Intake.Get($"{Provider.Api}/patients/{referral.Text("patientId")}").OkAsync();
        Assert.Equal(["medicaid", "medicare"], patient["coverages"]!.AsArray().Select(coverage => coverage!.Text("kind")).Order());
        Assert.Equal(["F33.2"], referral["diagnoses"]!.AsArray().Select(code => code!.GetValue<string>()));
    }

    [Fact]
    public async Task Register_SameKeyTwiceAndSameOrderTwice_CreatesOnce()
    {
        var provider = await Provider.OpenAsync(fixture);
        var bundle = await ReferralSamplesTests.ReadAsync("01-depression-after-inpatient-stay");
        var key = Key;
        var first = await ReferralSamplesTests.SendAsync(provider.Intake, provider.Site, bundle, key).CreatedAsync();
        var second = await ReferralSamplesTests.SendAsync(provider.Intake, provider.Site, bundle, key).CreatedAsync();
        await ReferralSamplesTests.SendAsync(provider.AsPartner(), provider.Site, bundle, Key).RefusedByAsync("referral-already-received");
        Assert.Equal(first, second);
        Assert.Equal(1, (await fixture.SqlAsync<long>("select count(*) from patients where organization_id = $1", provider.Organization)).Single());

        // The identifier is the organization's business: another provider may be sent the same order.
        var other = await Provider.OpenAsync(fixture);
        await ReferralSamplesTests.SendAsync(other.Intake, other.Site, bundle, Key).CreatedAsync();
    }

    [Fact]
    public async Task Register_NotForThisCaller_IsRefused()
    {
        var provider = await Provider.OpenAsync(fixture);
        var bundle = await ReferralSamplesTests.ReadAsync("10-missing-optional-parts");
        await ReferralSamplesTests.SendAsync(provider.Therapist, provider.Site, bundle, Key).AnswersAsync(HttpStatusCode.Forbidden);
        await ReferralSamplesTests.SendAsync(provider.AsStranger(Roles.Partner), provider.Site, bundle, Key).AnswersAsync(HttpStatusCode.NotFound);
        await provider.Intake.CreateAsync($"{Provider.Api}/referrals/fhir", new { }).AnswersAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("[]", "not-a-bundle")]
    [InlineData("null", "not-a-bundle")]
    [InlineData("{}", "not-a-bundle")]
    [InlineData("""{"resourceType":5}""", "not-a-bundle")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset"}""", "bundle-type")]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""", "patient-missing")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[null]}""", null)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{}]}""", null)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Spaceship","speed":"fast"}}]}""", "fhir-unknown-resource")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","name":"x"}}]}""", null)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1990-13-45"}}]}""", "fhir-literal-invalid")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","gender":"robot"}}]}""", "fhir-unknown-code")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"ServiceRequest","status":"active","intent":"order"}}]}""", "fhir-element-missing")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1990"}}]}""", "birth-date-incomplete")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1801-01-01"}}]}""", "birth-date-too-old")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1990-01-01","deceasedBoolean":true}}]}""", "patient-deceased")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1990-01-01","name":[{"family":"Sample"}]}}]}""", "name-missing")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","birthDate":"1990-01-01","name":[{"family":"Sample","given":["Pat"]}]}}]}""", "order-missing")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":{}}}]}""", null)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":[null]}}]}""", null)]
    [InlineData("""{"resourceType":"Bundle","type":"collection","id":"\u0000"}""", "character-not-allowed")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","id":"\ud800"}""", "character-not-allowed")]
    public async Task Register_Odd_IsRefusedWithFieldAndRule(string bundle, string? rule)
    {
        var provider = await Provider.OpenAsync(fixture);
        using var response = await ReferralSamplesTests.SendAsync(provider.Intake, provider.Site, bundle, Key);
        var problem = await response.JsonAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(string.IsNullOrEmpty(problem.Text("field")), problem.ToJsonString());
        Assert.False(string.IsNullOrEmpty(problem.Text("rule")), problem.ToJsonString());
        if (rule is not null) Assert.Equal(rule, problem.Text("rule"));
    }
}
