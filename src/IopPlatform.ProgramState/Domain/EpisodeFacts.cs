using System.Collections.Immutable;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>
/// The set of latest versions of everything known about one episode. It says nothing about when or how often something was
/// heard, so any order, repetition and delay of events leads to the same facts. Sorted, so that equal facts read equal.
/// </summary>
public sealed record EpisodeFacts
{
    public static EpisodeFacts None { get; } = new();

    /// <summary>The placement. Until it is known, the episode is provisional and has no alerts.</summary>
    public PatientAdmitted? Admission { get; init; }

    public EpisodeClosed? Closing { get; init; }

    public CertificationChanged? Certification { get; init; }

    /// <summary>By version: an earlier prescription stays in force until the day from which a later one is effective.</summary>
    public ImmutableSortedDictionary<long, PrescriptionChanged> Prescriptions { get; init; } =
        ImmutableSortedDictionary<long, PrescriptionChanged>.Empty;

    public ImmutableSortedDictionary<Guid, PersonalScheduleChanged> Schedules { get; init; } =
        ImmutableSortedDictionary<Guid, PersonalScheduleChanged>.Empty;

    public ImmutableSortedDictionary<Guid, AttendanceRecorded> Attendance { get; init; } =
        ImmutableSortedDictionary<Guid, AttendanceRecorded>.Empty;

    public ImmutableSortedDictionary<Guid, ScoreRecorded> Scores { get; init; } =
        ImmutableSortedDictionary<Guid, ScoreRecorded>.Empty;

    public ImmutableSortedDictionary<Guid, AuthorizationChanged> Authorizations { get; init; } =
        ImmutableSortedDictionary<Guid, AuthorizationChanged>.Empty;

    public ImmutableSortedDictionary<Guid, PlanSigned> Plans { get; init; } = ImmutableSortedDictionary<Guid, PlanSigned>.Empty;

    public ImmutableSortedDictionary<Guid, NoteSigned> Notes { get; init; } = ImmutableSortedDictionary<Guid, NoteSigned>.Empty;

    public ImmutableSortedDictionary<Guid, ReviewDecided> Reviews { get; init; } =
        ImmutableSortedDictionary<Guid, ReviewDecided>.Empty;

    public ImmutableSortedDictionary<Guid, SafetyTaskOpened> SafetyTasks { get; init; } =
        ImmutableSortedDictionary<Guid, SafetyTaskOpened>.Empty;

    public ImmutableSortedDictionary<Guid, SafetyTaskAcknowledged> Acknowledgements { get; init; } =
        ImmutableSortedDictionary<Guid, SafetyTaskAcknowledged>.Empty;

    /// <summary>Whom and where the events name, while the admission is not known.</summary>
    public NamedReach? Named { get; init; }

    public Guid PatientId => Admission?.PatientId ?? Named?.PatientId ?? Guid.Empty;

    public Guid SiteId => Admission?.SiteId ?? Named?.SiteId ?? Guid.Empty;

    /// <summary>The zone that the newest schedule names; stands in until the site's own is known.</summary>
    public string? ScheduleTimeZone =>
        Schedules.Values.MaxBy(schedule => (schedule.WeekStartsOn, schedule.ScheduleId))?.TimeZone;
}

/// <summary>The patient and site of the newest event.</summary>
public sealed record NamedReach(Guid PatientId, Guid SiteId, DateTimeOffset At);
