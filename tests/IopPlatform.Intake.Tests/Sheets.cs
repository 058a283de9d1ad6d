namespace IopPlatform.Intake.Tests;

/// <summary>Answer sheets and assessments.</summary>
internal static class Sheets
{
    private static readonly string[] screenerItems = ["1", "2", "3", "4", "5", "6", "6recent"];

    public static Dictionary<string, int?> Phq9(params int?[] answers) => Numbered(answers);

    public static Dictionary<string, int?> Gad7(params int?[] answers) => Numbered(answers);

    public static Dictionary<string, int?> Screener(params string[] yes) =>
        screenerItems.ToDictionary(item => item, item => (int?)(yes.Contains(item) ? 1 : 0));

    /// <summary>Findings for which the rules recommend iop, together with a screener that is not high.</summary>
    public static object Assessment(int emotional = 2, int relapse = 3, string withdrawalRisk = "none") => new
    {
        dimensions = new Dictionary<string, object>
        {
            ["1"] = new { rating = 0, rationale = "No substances." },
            ["2"] = new { rating = 0, rationale = "Healthy." },
            ["3"] = new { rating = emotional, rationale = "Low mood most days." },
            ["4"] = new { rating = 1, rationale = "Wants help." },
            ["5"] = new { rating = relapse, rationale = "Skips work without structure." },
            ["6"] = new { rating = 1, rationale = "Lives with a sister." },
        },
        withdrawalRisk,
        canTakePartInGroups = true,
        homeIsSafe = true,
        supports = "some",
        priorTreatments = 1,
        diagnoses = new[] { "F33.1" },
    };

    /// <summary>Along the fourth edition, partly by subdimensions, for a patient who cannot keep up daily life.</summary>
    public static object FourthEdition(string edition = "4") => new
    {
        edition,
        dimensions = new Dictionary<string, object>
        {
            ["1"] = new { rating = 0, rationale = "No substances." },
            ["2"] = new { rating = 0, rationale = "Healthy." },
            ["3a"] = new { rating = 2, rationale = "Low mood most days." },
            ["3d"] = new { rating = 1, rationale = "An accident years ago." },
            ["4"] = new { rating = 0, rationale = "No use." },
            ["5"] = new { rating = 1, rationale = "Lives with a sister." },
            ["6a"] = new { rating = 2, rationale = "No car." },
        },
        withdrawalRisk = "none",
        canTakePartInGroups = true,
        homeIsSafe = true,
        supports = "some",
        priorTreatments = 0,
        diagnoses = new[] { "F33.1" },
        functioning = "severe",
        violenceRisk = "none",
        attemptWithinYear = false,
        mealSupport = "none",
        weightPercent = 101,
        medicallyStable = true,
    };

    private static Dictionary<string, int?> Numbered(int?[] answers) =>
        answers.Select((answer, at) => ($"{at + 1}", answer)).ToDictionary(pair => pair.Item1, pair => pair.answer);
}
