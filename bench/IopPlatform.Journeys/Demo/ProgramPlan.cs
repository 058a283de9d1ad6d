namespace IopPlatform.Journeys.Demo;

/// <param name="MinimumWeeklyMinutes">Attended clinical minutes a week.</param>
internal sealed record ProgramPlan(
    string Name, string LevelOfCare, string AgeGroup, int MinimumWeeklyMinutes, IReadOnlyList<TrackPlan> Tracks)
{
    public const string Adult = "adult";
    public const string Adolescent = "adolescent";

    /// <summary>9 hours, the least of an adult intensive outpatient program.</summary>
    private const int AdultMinutes = 9 * 60;

    /// <summary>6 hours, the least of an adolescent one.</summary>
    private const int AdolescentMinutes = 6 * 60;

    private static readonly ProgramPlan AdultIop = new("Adult IOP", "iop", Adult, AdultMinutes,
    [
        new("Morning", "Garden room", ByAssociate: false, ["monday", "wednesday", "friday"], ThreeHours("Morning", "09:00", "10:15", "11:30")),
        new("Evening", "Harbor room", ByAssociate: true, ["tuesday", "wednesday", "thursday"], ThreeHours("Evening", "17:30", "18:45", "20:00")),
    ]);

    private static readonly ProgramPlan AdolescentIop = new("Adolescent IOP", "iop", Adolescent, AdolescentMinutes,
    [
        new("After school", "Studio", ByAssociate: false, ["monday", "wednesday", "friday"], ThreeHours("After-school", "15:30", "16:45", "18:00")),
    ]);

    private static readonly ProgramPlan Outpatient = new("Outpatient", "outpatient", Adult, 60,
    [
        new("Weekly", "Garden room", ByAssociate: false, ["thursday"], [new("Aftercare group", "group", "13:00", 60, 60)]),
    ]);

    public static IReadOnlyList<ProgramPlan> Of(DemoSite site) =>
        site.HasAdolescents ? [AdultIop, Outpatient, AdolescentIop] : [AdultIop, Outpatient];

    /// <summary>Three groups of an hour with breaks between them: 3 clinical hours a day.</summary>
    private static IReadOnlyList<GroupPlan> ThreeHours(string track, string first, string second, string third) =>
    [
        new($"{track} process group", "group", first, 60, 60),
        new($"{track} skills", "skills", second, 60, 60),
        new($"{track} psychoeducation", "workshop", third, 60, 60),
    ];
}

/// <param name="ByAssociate">The therapist whose notes need a cosignature leads the groups.</param>
internal sealed record TrackPlan(string Name, string Room, bool ByAssociate, IReadOnlyList<string> Days, IReadOnlyList<GroupPlan> Groups);

/// <param name="Kind">What the session is called in prescriptions, too.</param>
/// <param name="StartsAt">Wall-clock time at the site.</param>
internal sealed record GroupPlan(string Name, string Kind, string StartsAt, int Minutes, int ClinicalMinutes);
