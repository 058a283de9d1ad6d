namespace IopPlatform.Clinical.Program;

/// <summary>
/// What a week's forecast rests on. Only sessions that start within [WeekStart, WeekEnd) count; the caller computes these
/// instants in the site's zone.
/// </summary>
public sealed record WeeklyDoseFacts
{
    public required AgeGroup AgeGroup { get; init; }

    /// <summary>Clinical minutes a week; null: the default of the age group.</summary>
    public int? PrescribedMinutes { get; init; }

    public required DateTimeOffset WeekStart { get; init; }

    public required DateTimeOffset WeekEnd { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The patient's own sessions of the week, whatever became of them.</summary>
    public IReadOnlyList<DoseSession> Sessions { get; init; } = [];

    /// <summary>Sessions with a free seat that the patient could join to make up for a gap.</summary>
    public IReadOnlyList<DoseSession> Offered { get; init; } = [];
}

/// <summary>One session as the dose sees it.</summary>
/// <param name="ClinicalMinutes">Scheduled clinical minutes, without breaks.</param>
/// <param name="AttendedMinutes">Clinical minutes attended; null while nothing is recorded.</param>
public sealed record DoseSession(
    Guid Id,
    DateTimeOffset Start,
    DateTimeOffset End,
    int ClinicalMinutes,
    int? AttendedMinutes,
    DoseSessionStatus Status)
{
    internal int CountedMinutes => Math.Max(0, ClinicalMinutes);

    /// <summary>Nobody is credited with more than the session's clinical minutes.</summary>
    internal int CreditedMinutes => Status is DoseSessionStatus.Scheduled or DoseSessionStatus.Attended
        ? Math.Clamp(AttendedMinutes ?? 0, 0, CountedMinutes)
        : 0;

    /// <summary>Nothing is recorded yet, so that its minutes may still be attended (or prove to have been).</summary>
    internal bool IsOpen =>
        AttendedMinutes is null && Status is DoseSessionStatus.Scheduled or DoseSessionStatus.Attended;
}

public enum DoseSessionStatus
{
    /// <summary>Planned, running, or over without a record of this patient's attendance.</summary>
    Scheduled,

    /// <summary>The patient took part; the attended minutes say how long.</summary>
    Attended,

    /// <summary>The patient did not come. The session counts as scheduled.</summary>
    Missed,

    /// <summary>The patient did not come, with an accepted reason. The session counts as scheduled.</summary>
    Excused,

    /// <summary>The session did not take place; it counts as neither scheduled nor attended.</summary>
    Cancelled,
}
