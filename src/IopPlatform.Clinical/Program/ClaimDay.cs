using System.Text.Json.Serialization;

namespace IopPlatform.Clinical.Program;

/// <summary>
/// What is known about one patient's day when it is to be claimed. Null means "not known", an empty list "none": what is
/// not known never lets a day pass.
/// </summary>
public sealed record ClaimDay
{
    /// <summary>The day of service in the site's zone.</summary>
    public required DateOnly Day { get; init; }

    public required AgeGroup AgeGroup { get; init; }

    public required ServiceTrack Track { get; init; }

    /// <summary>The sessions that the patient attended on this day.</summary>
    public IReadOnlyList<DayService> Services { get; init; } = [];

    /// <summary>Clinical minutes scheduled in the week of this day, attended or not.</summary>
    public int? WeekScheduledMinutes { get; init; }

    /// <summary>Days with a scheduled session in that week.</summary>
    public int? WeekScheduledDays { get; init; }

    /// <summary>The days on which a physician certified the need for the program.</summary>
    public IReadOnlyList<DateOnly>? CertifiedOn { get; init; }

    /// <summary>The days on which a treatment plan, or its review, was signed.</summary>
    public IReadOnlyList<DateOnly>? PlanSignedOn { get; init; }

    public IReadOnlyList<AuthorizedUnits>? Authorizations { get; init; }

    /// <summary>Days of partial hospitalization of the same patient at the same provider.</summary>
    public IReadOnlyList<DateOnly>? PartialHospitalizationDays { get; init; }

    /// <summary>Procedure codes that are already claimed apart for this day.</summary>
    public IReadOnlyList<string>? ClaimedApart { get; init; }

    public DateOnly? AdmittedOn { get; init; }

    /// <summary>Whether the chart says why the stay lasts longer than the payer expects.</summary>
    public bool? LongStayIsJustified { get; init; }

    /// <summary>Clinical minutes attended.</summary>
    public int AttendedMinutes => Services.Sum(service => Math.Max(0, service.AttendedMinutes));
}

public enum ServiceTrack
{
    [JsonStringEnumMemberName("mental-health")]
    MentalHealth,

    [JsonStringEnumMemberName("substance-use")]
    SubstanceUse,
}

/// <summary>One attended session.</summary>
/// <param name="Procedure">The CPT or HCPCS code of the session taken alone; null where it has none.</param>
/// <param name="AttendedMinutes">Clinical minutes attended, without breaks.</param>
/// <param name="IsRemote">Attended by video or telephone.</param>
public sealed record DayService(Guid SessionId, string? Procedure, int AttendedMinutes, bool NoteIsSigned, bool IsRemote = false);

/// <param name="From">First covered day, inclusive.</param>
/// <param name="To">Last covered day, inclusive.</param>
/// <param name="UnitsLeft">Approved units that no other day has used.</param>
public sealed record AuthorizedUnits(string Number, DateOnly From, DateOnly To, int UnitsLeft);
