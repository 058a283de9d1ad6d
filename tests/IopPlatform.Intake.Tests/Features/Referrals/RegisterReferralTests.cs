using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests.Features.Referrals;

public sealed class RegisterReferralTests(IntakeFixture fixture)
{
    private const string Path = Provider.Api + "/referrals";

    [Fact]
    public async Task Register_Complete_StoresAndPublishesPatientContactAndReferral()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = await provider.Intake.CreatedIdAsync(Path, provider.Referral());

        var referral = await provider.Intake.Get($"{Path}/{id}").OkAsync();
        var received = await fixture.PublishedAsync<ReferralReceived>(provider.Organization, referred => referred.ReferralId == id);
        var patient = await fixture.PublishedAsync<PatientChanged>(provider.Organization, changed => changed.PatientId == received.PatientId);
        var contact = await fixture.PublishedAsync<ContactPointsChanged>(provider.Organization, changed => changed.PatientId == received.PatientId);
        Assert.Equal("received", referral.Text("status"));
        Assert.Equal(("hospital", "routine", provider.Site, 1L), (received.SourceKind, received.Urgency, received.SiteId, received.Version));
        Assert.Equal(("Pat", "Sample", "es", new DateOnly(1990, 2, 3)), (patient.GivenName, patient.FamilyName, patient.Language, patient.BirthDate));
        Assert.Equal(("pat.sample@example.com", "email", 1L), (contact.Email, contact.PreferredChannel, contact.Version));
        Assert.Equal(
            ["coverage", "patient", "referral"],
            await fixture.SqlAsync<string>("select resource_type from audit where patient_id = $1 and action = 'referral.register' order by 1", received.PatientId));
    }

    [Fact]
    public async Task Register_SameKeyAndBodyTwice_CreatesOnce()
    {
        var provider = await Provider.OpenAsync(fixture);
        var key = Guid.CreateVersion7().ToString();
        var first = await provider.Intake.CreateAsync(Path, provider.Referral(), key).CreatedAsync();
        var second = await provider.Intake.CreateAsync(Path, provider.Referral(), key).CreatedAsync();
        await provider.Intake.CreateAsync(Path, provider.Referral(new DateOnly(1980, 1, 1)), key).AnswersAsync(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(first, second);
        Assert.Equal(1, (await fixture.SqlAsync<long>("select count(*) from referrals where organization_id = $1", provider.Organization)).Single());
        Assert.Single(await fixture.PublishedAsync<ReferralReceived>(provider.Organization));
    }

    [Fact]
    public async Task Register_RepeatedAndRefused_CountsWhatWasRegistered()
    {
        await using var alone = new IntakeFixture();
        await alone.InitializeAsync();
        var provider = await Provider.OpenAsync(alone);
        var client = provider.Intake;
        Assert.Equal(0, alone.Total("iop.referrals"));
        var key = Guid.CreateVersion7().ToString();
        await client.CreateAsync(Path, provider.Referral(), key).CreatedAsync();
        await client.CreateAsync(Path, provider.Referral(), key).CreatedAsync();
        await client.CreateAsync(Path, provider.Referral(new DateOnly(2199, 1, 1))).WrongFieldsAsync("patient.birthDate");
        await client.CreateAsync(Path, provider.Referral()).CreatedAsync();
        Assert.Equal(2, alone.Total("iop.referrals", "source=hospital", "urgency=routine"));
        Assert.Equal(2, alone.Total("iop.referrals"));
    }

    [Fact]
    public async Task Register_FieldsMissingOrWrong_NamesEach()
    {
        var provider = await Provider.OpenAsync(fixture);
        await provider.Intake.CreateAsync(Path, new
        {
            siteId = provider.Site,
            source = new { kind = "spaceship", name = "" },
            reason = "Nul \0",
            urgency = "soon",
            patient = new { givenName = "", familyName = "Sample", birthDate = "1990-01-01", email = "not an address", preferredChannel = "sms" },
            diagnoses = new[] { "F33.1", "depression" },
        }).WrongFieldsAsync(
            "source.kind", "source.name", "reason", "urgency", "patient.givenName", "patient.email", "patient.preferredChannel", "diagnoses[1]");
        await provider.Intake.CreateAsync(Path, new { siteId = provider.Site }).WrongFieldsAsync("source", "reason", "urgency", "patient");
        await provider.Intake.CreateAsync(Path, provider.Referral(new DateOnly(2199, 1, 1))).WrongFieldsAsync("patient.birthDate");
        await provider.Intake.CreateAsync(Path, provider.Referral(discharged: new DateOnly(2199, 1, 1)))
            .WrongFieldsAsync("dischargedFromHospitalOn");
    }

    [Fact]
    public async Task Register_WrongRoleSiteOrOrganization_IsRefused()
    {
        var provider = await Provider.OpenAsync(fixture);
        await provider.As(Roles.Therapist).CreateAsync(Path, provider.Referral()).AnswersAsync(HttpStatusCode.Forbidden);
        await provider.AsElsewhere(Roles.IntakeCoordinator).CreateAsync(Path, provider.Referral()).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.IntakeCoordinator).CreateAsync(Path, provider.Referral()).AnswersAsync(HttpStatusCode.NotFound);
        await fixture.AnonymousClient().CreateAsync(Path, provider.Referral()).AnswersAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Register_SiteClosed_IsNotFound()
    {
        var provider = await Provider.OpenAsync(fixture);
        await fixture.DeliverAsync(provider.SiteChanged(2, active: false));
        await provider.Intake.CreateAsync(Path, provider.Referral()).AnswersAsync(HttpStatusCode.NotFound);
    }
}
