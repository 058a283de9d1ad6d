using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Intake.Tests.Features.Disclosures;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Intake.Tests;

/// <summary>A referral on its way: what the service has called it and its patient.</summary>
internal sealed record Referred(Guid ReferralId, Guid PatientId);

internal sealed record Admitted(Guid EpisodeId, Guid ReferralId, Guid PatientId, Guid ProgramId);

/// <summary>An organization of its own with one site, and its people as callers of the service.</summary>
internal sealed class Provider
{
    public const string Api = "/api/intake";

    private Provider(IntakeFixture fixture, Guid organization)
    {
        (Fixture, Organization) = (fixture, organization);
        Intake = As(Roles.IntakeCoordinator);
        Therapist = As(Roles.Therapist);
        Director = As(Roles.MedicalDirector);
    }

    public IntakeFixture Fixture { get; }

    public Guid Organization { get; }

    public Guid Site { get; } = Guid.CreateVersion7();

    public HttpClient Intake { get; }

    public HttpClient Therapist { get; }

    public HttpClient Director { get; }

    public DateTimeOffset Now => Fixture.Time.GetUtcNow();

    /// <summary>The day in UTC; tests stay away from its edges by more than a zone's distance.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public static async Task<Provider> OpenAsync(IntakeFixture fixture, Guid? organization = null)
    {
        var provider = new Provider(fixture, organization ?? Callers.NewOrganization());
        await fixture.DeliverAsync(provider.SiteChanged(1));
        return provider;
    }

    public HttpClient As(params string[] roles) => Fixture.Client(Callers.Staff(Organization, roles));

    public HttpClient AsPatient(Guid patientId) => Fixture.Client(Callers.Patient(Organization, patientId));

    public HttpClient AsPartner(string name = "demo-partner") =>
        Fixture.Client(Callers.Partner(Organization) with { Subject = name });

    /// <summary>Somebody with the roles at another site of the same organization.</summary>
    public HttpClient AsElsewhere(params string[] roles) =>
        Fixture.Client(Callers.StaffOf(Organization, [Guid.CreateVersion7()], roles));

    /// <summary>Somebody with the roles in another organization.</summary>
    public HttpClient AsStranger(params string[] roles) => Fixture.Client(Callers.Staff(Callers.NewOrganization(), roles));

    public SiteChanged SiteChanged(long version, string timeZone = "America/Denver", bool active = true) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        SiteId = Site,
        Name = "Main Street",
        TimeZone = timeZone,
        Phone = "+1-303-555-0100",
        Active = active,
    };

    public ProgramChanged ProgramChanged(
        Guid programId, long version = 1, string name = "Adult IOP", string level = "iop", Guid? siteId = null, Guid? trackId = null) => new()
        {
            OrganizationId = Organization,
            Version = version,
            OccurredAt = Now,
            ProgramId = programId,
            SiteId = siteId ?? Site,
            Name = name,
            LevelOfCare = level,
            AgeGroup = "adult",
            MinimumWeeklyMinutes = 540,
            Active = true,
            Tracks = trackId is { } track ? [new TrackOffered(track, "Morning")] : [],
        };

    public async Task<Guid> ProgramAsync(string level = "iop", Guid? siteId = null, Guid? trackId = null)
    {
        var id = Guid.CreateVersion7();
        await Fixture.DeliverAsync(ProgramChanged(id, level: level, siteId: siteId, trackId: trackId));
        return id;
    }

    public object Referral(DateOnly? birthDate = null, string? email = "pat.sample@example.com", DateOnly? discharged = null) => new
    {
        siteId = Site,
        source = new { kind = "hospital", name = "Sample General Hospital" },
        reason = "Depression",
        urgency = "routine",
        dischargedFromHospitalOn = discharged,
        patient = new
        {
            givenName = "Pat",
            familyName = "Sample",
            birthDate = birthDate ?? new DateOnly(1990, 2, 3),
            sexAtBirth = "female",
            language = "es",
            email,
            phone = "+1-303-555-0199",
            preferredChannel = email is null ? "phone" : "email",
        },
        coverage = new { payer = "Placeholder Health", memberId = "M-1", kind = "commercial" },
        diagnoses = new[] { "F33.1" },
    };

    public async Task<Referred> ReferAsync(DateOnly? birthDate = null, string? email = "pat.sample@example.com")
    {
        var id = await Intake.CreatedIdAsync($"{Api}/referrals", Referral(birthDate, email));
        var referral = await Intake.Get($"{Api}/referrals/{id}").OkAsync();
        return new Referred(id, referral["patientId"]!.GetValue<Guid>());
    }

    public object Consent(string kind, DateOnly? expiresOn = null) => new
    {
        kind,
        discloser = "Main Street",
        recipient = "Treating staff and payers",
        information = "Records of this treatment",
        purpose = "Treatment, payment and operations",
        expiresOn,
        signedBy = "Pat Sample",
        signedAt = Now,
        // Of use for admission; none of the recipients that tests disclose to.
        terms = DisclosureCodes.DisclosingConsents.Contains(kind)
            ? Disclosable.Terms(
                recipients: [new { kind = "entity", name = "Placeholder Health", identifier = "placeholder-health" }],
                expiry: expiresOn is null ? "none" : "date")
            : null,
    };

    public Task<Guid> ConsentAsync(Guid patientId, string kind) =>
        Intake.CreatedIdAsync($"{Api}/patients/{patientId}/consents", Consent(kind));

    public Task<Guid> AnswerAsync(Guid patientId, string instrument, Dictionary<string, int?> answers, DateTimeOffset? at = null) =>
        Intake.CreatedIdAsync(
            $"{Api}/patients/{patientId}/responses", new { instrumentId = instrument, answers, answeredAt = at });

    public Task<Guid> ScreenAsync(Guid patientId, params string[] yes) =>
        AnswerAsync(patientId, "C-SSRS-SCREENER", Sheets.Screener(yes));

    public Task<Guid> AssessAsync(Guid referralId) =>
        Therapist.CreatedIdAsync($"{Api}/referrals/{referralId}/assessment", Sheets.Assessment());

    public Task<Guid> DetermineAsync(Guid referralId, string level = "iop", string? departure = null) =>
        Director.CreatedIdAsync(
            $"{Api}/referrals/{referralId}/determination",
            new { levelOfCare = level, rationale = "Fits the findings.", departureReason = departure });

    /// <summary>Everything that an admission needs: consents, screener, scores, assessment, determination (iop).</summary>
    public async Task<Referred> ReadyAsync(DateOnly? birthDate = null)
    {
        var referred = await ReferAsync(birthDate);
        await ConsentAsync(referred.PatientId, "treatment");
        await ConsentAsync(referred.PatientId, "part2-tpo");
        await AnswerAsync(referred.PatientId, "PHQ-9", Sheets.Phq9(2, 2, 2, 2, 2, 2, 2, 2, 1));
        await ScreenAsync(referred.PatientId, "1");
        await AssessAsync(referred.ReferralId);
        await DetermineAsync(referred.ReferralId);
        return referred;
    }

    public object Admission(Guid programId, Guid? trackId = null, DateOnly? on = null) =>
        new { programId, trackId, admittedOn = on ?? Today.AddDays(-1), primaryTherapistId = Guid.CreateVersion7() };

    public async Task<Admitted> AdmitAsync(DateOnly? birthDate = null)
    {
        var referred = await ReadyAsync(birthDate);
        var programId = await ProgramAsync();
        var episodeId = await Intake.CreatedIdAsync($"{Api}/referrals/{referred.ReferralId}/admission", Admission(programId));
        return new Admitted(episodeId, referred.ReferralId, referred.PatientId, programId);
    }

    public DischargeSigned Discharge(Admitted admitted, string reason = "completed") => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        DischargeId = Guid.CreateVersion7(),
        EpisodeId = admitted.EpisodeId,
        PatientId = admitted.PatientId,
        SiteId = Site,
        DischargedOn = Today,
        Reason = reason,
        FollowUps = [],
    };

    public ReviewDecided Review(Admitted admitted, string decision, string level, DateTimeOffset? at = null) => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = at ?? Now,
        ReviewId = Guid.CreateVersion7(),
        EpisodeId = admitted.EpisodeId,
        PatientId = admitted.PatientId,
        SiteId = Site,
        WeekStartsOn = Today.AddDays(-7),
        Decision = decision,
        LevelOfCare = level,
        NextReviewOn = Today.AddDays(7),
    };
}
