using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ProgramState.Domain;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests;

/// <summary>The events of one episode as the other services send them. Ids of things are stable within a story.</summary>
public sealed class Story
{
    public const string Zone = "America/Denver";

    /// <summary>A Tuesday morning in Denver.</summary>
    public static readonly DateTimeOffset Tuesday = new(2026, 11, 3, 16, 0, 0, TimeSpan.Zero);

    public Story(DateTimeOffset? now = null)
    {
        Now = now ?? Tuesday;
        Today = Calendar.Day(Now);
        Monday = SiteCalendar.MondayOf(Today);
    }

    public static SiteCalendar Calendar { get; } = new(Zone);

    public DateTimeOffset Now { get; }

    public DateOnly Today { get; }

    public DateOnly Monday { get; }

    public Guid Organization { get; init; } = Callers.NewOrganization();

    public Guid Site { get; init; } = Guid.CreateVersion7();

    public Guid Patient { get; } = Guid.CreateVersion7();

    public Guid Episode { get; } = Guid.CreateVersion7();

    public Guid Therapist { get; } = Guid.CreateVersion7();

    private Guid Prescription { get; } = Guid.CreateVersion7();

    public SiteChanged SiteOpened(string zone = Zone, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddYears(-1),
        SiteId = Site,
        Name = "Aspen House",
        TimeZone = zone,
        Phone = "+1 303 555 0100",
        Active = true,
    };

    public PatientAdmitted Admitted(int daysAgo = 22, long version = 1, string level = "iop", params BaselineScore[] baseline) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddDays(-daysAgo),
        EpisodeId = Episode,
        PatientId = Patient,
        ReferralId = Guid.Empty,
        SiteId = Site,
        ProgramId = Site,
        LevelOfCare = level,
        AgeGroup = "adult",
        AdmittedOn = Today.AddDays(-daysAgo),
        PrimaryTherapistId = Therapist,
        Baseline = baseline,
    };

    public EpisodeClosed Closed(long version = 2) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        DischargedOn = Today,
        Reason = "completed",
    };

    public PrescriptionChanged Prescribed(int minutes = 540, long version = 1, DateOnly? from = null) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddDays(-20),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        EffectiveFrom = from ?? Today.AddDays(-20),
        WeeklyMinutes = minutes,
        DaysPerWeek = 3,
        Modalities = [],
    };

    /// <summary>Sessions of three hours at nine in the morning at the site, on these days of this week (0 is Monday).</summary>
    public PersonalScheduleChanged Scheduled(long version, params int[] days) => Scheduled(version, Monday, days);

    public PersonalScheduleChanged Scheduled(long version, DateOnly monday, params int[] days) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddDays(-1),
        ScheduleId = Id("schedule", monday.DayNumber),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        WeekStartsOn = monday,
        TimeZone = Zone,
        Sessions = [.. days.Select(day => Session(monday.AddDays(day)))],
    };

    public AttendanceRecorded Attended(DateOnly day, string status = "attended", int minutes = 180, long version = 1) =>
        Attended(Session(day), status, minutes, version);

    public AttendanceRecorded Attended(ScheduledSession session, string status = "attended", int minutes = 180, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = session.EndsAt,
        AttendanceId = Combine(session.SessionId, Episode),
        SessionId = session.SessionId,
        GroupId = session.GroupId,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        Kind = session.Kind,
        SessionStartsAt = session.StartsAt,
        SessionEndsAt = session.EndsAt,
        Status = status,
        ArrivedAt = status == "absent" ? null : session.StartsAt,
        LeftAt = null,
        AttendedMinutes = status is "attended" or "partial" ? minutes : 0,
    };

    public ScoreRecorded Scored(int value, int daysAgo, string instrument = "PHQ-9", string safety = "none", long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddDays(-daysAgo),
        ResponseId = Id(instrument, daysAgo),
        PatientId = Patient,
        EpisodeId = Episode,
        SiteId = Site,
        InstrumentId = instrument,
        InstrumentVersion = "1",
        Value = value,
        Band = safety,
        SafetyLevel = safety,
        SafetyCodes = [],
        AnsweredAt = Now.AddDays(-daysAgo),
    };

    public AuthorizationChanged Authorized(int units, int daysLeft, bool named = true, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now.AddDays(-10),
        AuthorizationId = Id("authorization", 0),
        PatientId = Patient,
        EpisodeId = named ? Episode : null,
        SiteId = Site,
        Payer = "Prairie Health",
        UnitsApproved = units,
        From = Today.AddDays(-30),
        To = Today.AddDays(daysLeft),
    };

    public PlanSigned Planned(int reviewInDays = 20) => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now.AddDays(-10),
        PlanId = Id("plan", 0),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        SignedOn = Today.AddDays(-10),
        ReviewDueOn = Today.AddDays(reviewInDays),
    };

    public NoteSigned Noted(AttendanceRecorded attendance, long version = 1) => new()
    {
        OrganizationId = Organization,
        Version = version,
        OccurredAt = Now,
        NoteId = Combine(attendance.SessionId, Patient),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        SessionId = attendance.SessionId,
        NoteType = "group",
        AuthorId = Therapist,
        CosignPending = false,
    };

    public ReviewDecided Reviewed(int nextInDays = 7, string level = "iop", string decision = "continue") => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        ReviewId = Id("review", nextInDays),
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        WeekStartsOn = Monday,
        Decision = decision,
        LevelOfCare = level,
        NextReviewOn = Today.AddDays(nextInDays),
    };

    public CertificationChanged Certified(int dueInDays) => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        EpisodeId = Episode,
        PatientId = Patient,
        SiteId = Site,
        CertifiedOn = Today,
        NextDueOn = Today.AddDays(dueInDays),
        PhysicianId = Therapist,
    };

    public SafetyTaskOpened TaskOpened() => new()
    {
        OrganizationId = Organization,
        Version = 1,
        OccurredAt = Now,
        TaskId = Id("task", 0),
        PatientId = Patient,
        EpisodeId = Episode,
        SiteId = Site,
        Level = "high",
        AcknowledgeBy = Now.AddMinutes(15),
    };

    public SafetyTaskAcknowledged TaskAcknowledged() => new()
    {
        OrganizationId = Organization,
        Version = 2,
        OccurredAt = Now,
        TaskId = Id("task", 0),
        PatientId = Patient,
        EpisodeId = Episode,
        SiteId = Site,
        AcknowledgedBy = Therapist,
    };

    public ScheduledSession Session(DateOnly day, bool canceled = false)
    {
        var start = Calendar.StartOf(day).AddHours(9);
        return Session(start, start.AddHours(3), canceled);
    }

    public ScheduledSession Session(DateTimeOffset start, DateTimeOffset end, bool canceled = false) => new(
        Id("session", start.UtcTicks), Site, "group", start, end, (int)(end - start).TotalMinutes, Therapist, "Room 1", canceled);

    private Guid Id(string kind, long number) => Combine(AlertChanges.AlertId(Prescription, $"{kind}/{number}"), Guid.Empty);

    private static Guid Combine(Guid one, Guid other) => AlertChanges.AlertId(one, other.ToString());
}
