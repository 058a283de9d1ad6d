namespace IopPlatform.Contracts.Scheduling.V1;

public sealed record ProgramChanged : Event
{
    public required Guid ProgramId { get; init; }

    public required Guid SiteId { get; init; }

    public required string Name { get; init; }

    /// <summary>Level of care the program delivers, for example iop or outpatient.</summary>
    public required string LevelOfCare { get; init; }

    /// <summary>adult or adolescent.</summary>
    public required string AgeGroup { get; init; }

    /// <summary>Attended clinical minutes a week that the program stands for.</summary>
    public required int MinimumWeeklyMinutes { get; init; }

    public required bool Active { get; init; }

    public required IReadOnlyList<TrackOffered> Tracks { get; init; }

    public override Guid AggregateId => ProgramId;
}

public sealed record TrackOffered(Guid TrackId, string Name);

/// <summary>The taken and free seats of a group.</summary>
public sealed record SeatsChanged : Event
{
    public required Guid GroupId { get; init; }

    public required Guid ProgramId { get; init; }

    public required Guid SiteId { get; init; }

    public required int SeatsMax { get; init; }

    public required int SeatsTaken { get; init; }

    public override Guid AggregateId => GroupId;
}

/// <summary>One episode's whole week; replaces everything said before about that week.</summary>
public sealed record PersonalScheduleChanged : Event
{
    public required Guid ScheduleId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>The Monday of the week in the site's zone.</summary>
    public required DateOnly WeekStartsOn { get; init; }

    /// <summary>The site's IANA zone.</summary>
    public required string TimeZone { get; init; }

    public required IReadOnlyList<ScheduledSession> Sessions { get; init; }

    public override Guid AggregateId => ScheduleId;
}

/// <param name="Kind">group, individual, family, workshop, skills, mindfulness, art, music or medication.</param>
/// <param name="ClinicalMinutes">Minutes of the session that count towards the weekly dose.</param>
/// <param name="Canceled">True when the session will not take place.</param>
public sealed record ScheduledSession(
    Guid SessionId,
    Guid? GroupId,
    string Kind,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int ClinicalMinutes,
    Guid? StaffId,
    string? Room,
    bool Canceled);

/// <summary>A patient's presence at one session was noted or corrected. The version counts one (session, episode).</summary>
public sealed record AttendanceRecorded : Event
{
    public required Guid AttendanceId { get; init; }

    public required Guid SessionId { get; init; }

    public Guid? GroupId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>As in <see cref="ScheduledSession.Kind"/>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset SessionStartsAt { get; init; }

    public required DateTimeOffset SessionEndsAt { get; init; }

    /// <summary>One of checked-in (still here), attended, partial, absent, excused.</summary>
    public required string Status { get; init; }

    public DateTimeOffset? ArrivedAt { get; init; }

    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Clinical minutes attended so far; 0 while only checked in.</summary>
    public required int AttendedMinutes { get; init; }

    public Guid? StaffId { get; init; }

    public override Guid AggregateId => AttendanceId;
}
