namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// Scores the answers to an instrument. The key of an answer is the item's number; a missing key and a null are both a
/// blank. A safety item is never imputed: blank, it leaves the instrument without a score.
/// </summary>
public static class Scorer
{
    /// <summary>Stored with each score; raised when the same answers and pack would score differently.</summary>
    public const string Version = "iop-scorer-1";

    private static readonly Respondent unknown = new();

    /// <param name="who">Sex and age, where a cut-off depends on them; null: not known.</param>
    public static ScoreResult Score(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers, Respondent? who = null)
    {
        var plan = pack.Plan;
        Span<int> values = stackalloc int[ScoringPlan.ItemsMax];
        if (!AnswerSet.TryRead(plan, answers, values, out var read)) return new Invalid(FindErrors(pack, answers));
        return pack.Scoring.Method == ScoringMethod.Triage
            ? TriageScoring.Score(plan, read)
            : TotalScoring.Score(plan, read, who ?? unknown);
    }

    private static List<AnswerError> FindErrors(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers)
    {
        var errors = new List<AnswerError>();
        foreach (var (number, value) in answers)
        {
            if (pack.Item(number) is not { } item)
                errors.Add(new(number, "unknown-item", $"{pack.Id} has no item {number}."));
            else if (value is { } given && !item.Takes(given))
                errors.Add(new(number, "not-an-option", $"Item {number} takes {Allowed(item)}, not {given}."));
        }
        return errors;
    }

    private static string Allowed(PackItem item) => item.Range is { } range
        ? $"a whole number from {range.Min} to {range.Max} ({range.Unit})"
        : string.Join(", ", item.Options.Select(option => option.Value));
}
