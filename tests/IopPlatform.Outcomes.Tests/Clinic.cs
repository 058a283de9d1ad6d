using IopPlatform.Contracts;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests;

/// <summary>A row of the table, as the tests look at it.</summary>
internal sealed record Row(Guid Id, string Kind, DateOnly DueOn, string State, string? Outcome, long Version);

/// <summary>An organization of its own with a site and one patient.</summary>
internal sealed class Clinic(OutcomesFixture fixture, string zone = "America/Denver")
{
    public const string Api = "/api/outcomes";

    public Guid Organization { get; } = Callers.NewOrganization();

    public Guid Site { get; } = Guid.CreateVersion7();

    public Guid Patient { get; } = Guid.CreateVersion7();

    public Guid Referral { get; } = Guid.CreateVersion7();

    public Guid Episode { get; } = Guid.CreateVersion7();

    public DateTimeOffset Now => fixture.Time.GetUtcNow();

    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

    public static async Task<Clinic> OpenAsync(OutcomesFixture fixture, string zone = "America/Denver")
    {
        var clinic = new Clinic(fixture, zone);
        await clinic.DeliverAsync(clinic.SiteChanged(1, zone));
        return clinic;
    }

    /// <summary>Delivers to every consumer of the service.</summary>
    public Task DeliverAsync(BusMessage message, Guid? messageId = null) =>
        fixture.DeliverAsync(message, messageId, message is PatientAdmitted ? 2 : 1);

    public HttpClient As(string role) => fixture.Client(Callers.Staff(Organization, role));

    public HttpClient AsPatient(Guid? patient = null) => fixture.Client(Callers.Patient(Organization, patient ?? Patient));

    public HttpClient AsStaffElsewhere(string role) =>
        fixture.Client(Callers.StaffOf(Organization, [Guid.CreateVersion7()], role));

    public HttpClient AsStranger(string role) => fixture.Client(Callers.Staff(Callers.NewOrganization(), role));

    public SiteChanged SiteChanged(long version, string timeZone) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        SiteId = Site,
        Name = "Hill",
        TimeZone = timeZone,
        Phone = "+1-303-555-0101",
        Active = true,
    };

    public ReferralReceived Received(Guid? referral = null, DateTimeOffset? at = null) => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = at ?? Now,
        ReferralId = referral ?? Referral,
        PatientId = Patient,
        SiteId = Site,
        SourceKind = "hospital",
        Urgency = "routine",
    };

    public AssessmentCompleted Assessed(Guid? referral = null) => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        AssessmentId = Guid.CreateVersion7(),
        ReferralId = referral ?? Referral,
        PatientId = Patient,
        SiteId = Site,
    };

    public LevelOfCareDetermined Determined() => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        DeterminationId = Guid.CreateVersion7(),
        ReferralId = Referral,
        PatientId = Patient,
        SiteId = Site,
        LevelOfCare = "iop",
        RulesVersion = "1",
    };

    public PatientAdmitted Admitted(long version = 1, params BaselineScore[] baseline) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        ReferralId = Referral,
        SiteId = Site,
        ProgramId = Guid.CreateVersion7(),
        LevelOfCare = "iop",
        AgeGroup = "adult",
        AdmittedOn = Today,
        Baseline = baseline,
    };

    public ScoreRecorded Score(Guid response, int? value, DateTimeOffset answeredAt, long version = 1, string instrument = "PHQ-9") => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        ResponseId = response,
        PatientId = Patient,
        SiteId = Site,
        InstrumentId = instrument,
        InstrumentVersion = "1",
        Value = value,
        SafetyLevel = "none",
        SafetyCodes = [],
        AnsweredAt = answeredAt,
    };

    public EpisodeClosed Closed(DateOnly on, string reason = "completed") => new()
    {
        OrganizationId = Organization,
        Version = 5,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        DischargedOn = on,
        Reason = reason,
    };

    public DischargeSigned Signed(DateOnly on, params AgreedFollowUp[] followUps) => new()
    {
        OrganizationId = Organization,
        Version = 2,
        OccurredAt = Now,
        DischargeId = Guid.CreateVersion7(),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        DischargedOn = on,
        Reason = "completed",
        FollowUps = followUps,
    };

    public FollowUpDue Due(Row row) => new()
    {
        OrganizationId = Organization,
        Version = FollowUpPlanning.DueVersion,
        OccurredAt = Now,
        FollowUpId = row.Id,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        Kind = row.Kind,
        DueOn = row.DueOn,
    };

    public Task<IReadOnlyList<Row>> RowsAsync() => fixture.SqlAsync<Row>(
        "select id, kind, due_on, state, outcome, version from follow_ups where organization_id = $1 order by due_on, kind", Organization);

    public async Task<DateTimeOffset?> DueAtAsync(Guid followUp) => (await fixture.SqlAsync<DateTimeOffset>(
        "select due_at from due where organization_id = $1 and key = $2", Organization, FollowUpPlanning.DueKey(followUp)))
        is [var at] ? at : null;

    public async Task<long> AuditRowsAsync(Guid messageId) =>
        (await fixture.SqlAsync<long>("select count(*) from audit where source_message_id = $1", messageId)).Single();

    /// <summary>The episode's only follow-up, which is due in three days.</summary>
    public async Task<Row> PlanOneAsync()
    {
        await DeliverAsync(Signed(Today, new AgreedFollowUp("visit", Today.AddDays(3))));
        return (await RowsAsync()).Single();
    }
}
