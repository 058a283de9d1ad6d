using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// The facts as numbers with names, which is what rules compare. Words have a number each, so that "at least" works on
/// them: no/yes are 0/1 and the enums count from their least member.
/// </summary>
internal sealed class FactSheet
{
    private static readonly string[] noYes = ["no", "yes"];

    /// <summary>The words that rules may use for the values of a fact; a fact without words is a plain number.</summary>
    private static readonly Dictionary<string, string[]> words = new(StringComparer.Ordinal)
    {
        ["cssrsLevel"] = ["none", "low", "moderate", "high"],
        ["withdrawalRisk"] = ["none", "mild", "moderate", "severe"],
        ["supports"] = ["none", "some", "strong"],
        ["canTakePartInGroups"] = noYes,
        ["homeSafe"] = noYes,
        ["recentHospitalDischarge"] = noYes,
        ["mentalDiagnosis"] = noYes,
        ["substanceDiagnosis"] = noYes,
    };

    private static readonly HashSet<string> numbers = new(StringComparer.Ordinal)
    {
        "age", "phq9", "gad7", "priorTreatments",
        "dimension1", "dimension2", "dimension3", "dimension4", "dimension5", "dimension6",
    };

    private readonly Dictionary<string, (int Number, CitedFact Cited)> known = new(StringComparer.Ordinal);

    public FactSheet(PlacementFacts facts, int scoreAgeDaysMax)
    {
        AddNumber("age", facts.AgeYears, 0, 130);
        AddScore("phq9", "PHQ-9", 27, facts, scoreAgeDaysMax);
        AddScore("gad7", "GAD-7", 21, facts, scoreAgeDaysMax);
        if (facts.SuicideRisk is { } risk && risk != SafetyLevel.Indeterminate) AddWord("cssrsLevel", (int)risk);
        var dimensions = facts.Dimensions;
        AddNumber("dimension1", dimensions.Withdrawal?.Value, 0, 4);
        AddNumber("dimension2", dimensions.Physical?.Value, 0, 4);
        AddNumber("dimension3", dimensions.Emotional?.Value, 0, 4);
        AddNumber("dimension4", dimensions.Readiness?.Value, 0, 4);
        AddNumber("dimension5", dimensions.Relapse?.Value, 0, 4);
        AddNumber("dimension6", dimensions.Environment?.Value, 0, 4);
        AddWord("withdrawalRisk", (int?)facts.WithdrawalRisk);
        AddWord("canTakePartInGroups", Flag(facts.CanTakePartInGroups));
        AddWord("supports", (int?)facts.Supports);
        AddWord("homeSafe", Flag(facts.HomeIsSafe));
        AddNumber("priorTreatments", facts.PriorTreatments, 0, 1000);
        AddWord("recentHospitalDischarge", Flag(facts.RecentHospitalDischarge));
        if (facts.Diagnoses.Count > 0)
        {
            AddDiagnoses("mentalDiagnosis", facts.Diagnoses, DiagnosisKind.Mental);
            AddDiagnoses("substanceDiagnosis", facts.Diagnoses, DiagnosisKind.Substance);
        }
    }

    public int? Number(string fact) => known.TryGetValue(fact, out var found) ? found.Number : null;

    public CitedFact? Cite(string fact) => known.TryGetValue(fact, out var found) ? found.Cited : null;

    /// <summary>The number of a value as a rule writes it, or null when the fact or the value is unknown.</summary>
    public static int? NumberOf(string fact, string value)
    {
        if (words.TryGetValue(fact, out var named))
            return Array.IndexOf(named, value) is >= 0 and var at ? at : null;
        return numbers.Contains(fact) && int.TryParse(value, out var number) ? number : null;
    }

    public static bool IsFact(string fact) => words.ContainsKey(fact) || numbers.Contains(fact);

    private static int? Flag(bool? value) => value switch { true => 1, false => 0, null => null };

    private void AddNumber(string fact, int? value, int min, int max)
    {
        if (value is { } number && number >= min && number <= max) Add(fact, number, number.ToString());
    }

    private void AddWord(string fact, int? value)
    {
        if (value is { } number && number >= 0 && number < words[fact].Length) Add(fact, number, words[fact][number]);
    }

    private void AddScore(string fact, string instrumentId, int max, PlacementFacts facts, int ageDaysMax)
    {
        var latest = facts.Scores
            .Where(score => score.InstrumentId == instrumentId && score.On <= facts.AsOf)
            .MaxBy(score => score.On);
        if (latest?.Value is not { } value || value < 0 || value > max) return;
        if (facts.AsOf.DayNumber - latest.On.DayNumber > ageDaysMax) return;
        Add(fact, value, $"{value} on {latest.On:yyyy-MM-dd}");
    }

    private void AddDiagnoses(string fact, IReadOnlyList<PlacementDiagnosis> diagnoses, DiagnosisKind kind)
    {
        string[] codes = [.. diagnoses.Where(diagnosis => diagnosis.Kind == kind).Select(diagnosis => diagnosis.Code)];
        Add(fact, codes.Length > 0 ? 1 : 0, codes.Length > 0 ? string.Join(", ", codes) : "no");
    }

    private void Add(string fact, int number, string shown) => known[fact] = (number, new CitedFact(fact, shown));
}
