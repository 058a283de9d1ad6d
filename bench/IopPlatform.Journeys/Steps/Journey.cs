using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;
using NodaTime;

namespace IopPlatform.Journeys.Steps;

/// <summary>What the steps of one patient know of each other.</summary>
internal sealed class Journey(PatientPlan plan, SiteTeam team, People people, TimeProvider time, string run, int sessionMinutes)
{
    // Fixed at the beginning, so that a journey over midnight keeps its days.
    private readonly LocalDate today = team.Today(time);
    private readonly LocalDate monday = team.Monday(time);

    public PatientPlan Plan => plan;

    public SiteTeam Team => team;

    public People People => people;

    public TimeProvider Time => time;

    /// <summary>Tells this run's patients apart from those of other runs with the same seed.</summary>
    public string Run => run;

    /// <summary>How long an individual session is, when there is time.</summary>
    public int SessionMinutes => sessionMinutes;

    public string Email => $"{plan.GivenName}.{plan.FamilyName}.{run}-{plan.Number}@patients.example".ToLowerInvariant();

    public string MemberId => $"{plan.Payer.MemberPrefix}{run.ToUpperInvariant()}{plan.Number:000}";

    /// <summary>The patient came last week, so that there are sessions to look back on.</summary>
    public LocalDate AdmittedOn => LastMonday;

    public LocalDate LastMonday => monday.PlusWeeks(-1);

    public LocalDate ThisMonday => monday;

    public LocalDate Today => today;

    /// <summary>When the instruments were filled in: in the morning of the day before the admission.</summary>
    public DateTimeOffset AnsweredAt => team.At(AdmittedOn.PlusDays(-1), 10);

    public LocalDate? LeftHospitalOn => plan.DaysSinceHospital is { } days ? AdmittedOn.PlusDays(-days) : null;

    public Guid ReferralId { get; set; }

    public Guid PatientId { get; set; }

    public string LevelOfCare { get; set; } = "";

    public SeededProgram? Program { get; set; }

    public SeededTrack? Track { get; set; }

    public Guid EpisodeId { get; set; }

    public Guid ObjectiveId { get; set; }

    /// <summary>Demo patients share the demo people's password, so that anyone may sign in as them.</summary>
    public required string PortalPassword { get; init; }

    public UserSession? Patient { get; set; }

    public List<Guid> Enrollments { get; } = [];

    /// <summary>Group sessions that are over, with how the patient came to them.</summary>
    public List<PastSession> PastSessions { get; } = [];

    public int MinutesThisWeek =>
        PastSessions.Where(session => team.DayOf(session.StartsAt) >= ThisMonday).Sum(session => session.Minutes);

    /// <summary>The payer's units.</summary>
    public int DaysAttended => PastSessions.Where(session => session.WasPresent).Select(session => team.DayOf(session.StartsAt)).Distinct().Count();

    public OwnSession? SessionToday { get; set; }

    public List<Guid> NotesToSign { get; } = [];

    public string LiveState { get; set; } = "";

    /// <summary>The therapist who leads the patient's groups, or the site's first.</summary>
    public StaffMember Therapist => Track is null ? team.Therapist : team.TherapistOf(Track.FacilitatorId);

    public UserSession SignedInPatient => Patient ?? throw new JourneyException("The patient is not signed in yet.");
}

/// <summary>A group session of the past.</summary>
internal sealed record PastSession(
    Guid Id, string Name, string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int ClinicalMinutes, Attendance Attendance)
{
    /// <summary>Clinical minutes as recorded.</summary>
    public int Minutes { get; set; }

    public bool WasPresent => Attendance != Attendance.ExcusedNoShow;
}

/// <summary>An individual session.</summary>
internal sealed record OwnSession(Guid Id, StaffMember Therapist, DateTimeOffset StartsAt, DateTimeOffset EndsAt);
