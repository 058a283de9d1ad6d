namespace IopPlatform.ClinicalNotes.Tests;

/// <summary>Well-formed request bodies. Free texts hold the word zebra, so that a test can look where it went.</summary>
public static class Requests
{
    public static object Plan() => new
    {
        problems = new[] { new { title = "Depressed mood, zebra", icd10 = "F33.1" } },
        goals = new[]
        {
            new
            {
                title = "A steadier mood, zebra",
                objectives = new[]
                {
                    new
                    {
                        title = "Use two coping skills a day, zebra",
                        measure = "Diary card",
                        targetOn = new DateOnly(2026, 6, 1),
                    },
                },
            },
        },
        interventions = new[] { new { kind = "group", frequency = "three times a week, zebra" } },
    };

    public static object Prescription(int groupMinutes = 480) => new
    {
        effectiveFrom = new DateOnly(2026, 1, 5),
        daysPerWeek = 3,
        modalities = new[]
        {
            new { modality = "group", weeklyMinutes = groupMinutes },
            new { modality = "individual", weeklyMinutes = 60 },
        },
    };

    public static object GroupNote(Guid sessionId, params object[] entries) => new
    {
        sessionId,
        shared = new
        {
            topic = "Coping with urges, zebra",
            modality = "cognitive behavioral therapy",
            interventions = new[] { "role play", "psychoeducation" },
        },
        entries,
    };

    public static object Entry(
        Episode episode,
        string response = "Named two triggers and practiced refusing, zebra",
        Guid? objectiveId = null,
        string? quote = null,
        bool riskObserved = false,
        string affect = "anxious, then calm") =>
        new { episodeId = episode.Id, participation = "active", affect, response, objectiveId, quote, riskObserved };

    public static object Review(string decision = "continue", string? levelOfCare = null) => new
    {
        weekStartsOn = new DateOnly(2026, 1, 12),
        decision,
        levelOfCare,
        rationale = "Attends well, zebra",
    };

    public static object Certification(DateOnly? certifiedOn = null) =>
        new { certifiedOn = certifiedOn ?? new DateOnly(2026, 1, 5), statement = "Needs the program, zebra" };

    public static object Discharge(DateOnly? dischargedOn = null) => new
    {
        dischargedOn = dischargedOn ?? new DateOnly(2026, 3, 1),
        reason = "completed",
        summary = "Met the goals, zebra",
        relapsePreventionPlan = new
        {
            triggers = new[] { "paydays, zebra" },
            warningSigns = new[] { "poor sleep" },
            copingTools = new[] { "call a friend" },
            supports = new[] { "sister" },
            emergencySteps = new[] { "call 988" },
        },
        followUps = new[] { new { kind = "call", dueOn = new DateOnly(2026, 3, 8) } },
    };
}
