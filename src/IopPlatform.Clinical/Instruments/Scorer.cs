namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// Scores the answers to an instrument. The key of an answer is the item's number; a missing key and a null are both a
/// blank. A safety item is never imputed: blank, it leaves the instrument without a score.
/// </summary>
public static class Scorer
{
    /// <summary>Stored with each score; raised when the same answers and pack would score differently.</summary>
    public const string Version = "iop-scorer-1";

    public static ScoreResult Score(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers)
    {
        var errors = FindErrors(pack, answers);
        if (errors.Count > 0) return new Invalid(errors);
        return pack.Scoring.Method switch
        {
            ScoringMethod.Sum => SumScoring.Score(pack, answers),
            ScoringMethod.Triage => TriageScoring.Score(pack, answers),
        };
    }

    private static List<AnswerError> FindErrors(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers)
    {
        var errors = new List<AnswerError>();
        foreach (var (number, value) in answers)
        {
            if (pack.Item(number) is not { } item)
                errors.Add(new(number, "unknown-item", $"{pack.Id} has no item {number}."));
            else if (value is { } given && !IsOption(item, given))
                errors.Add(new(number, "not-an-option", $"Item {number} takes {Allowed(item)}, not {given}."));
        }
        return errors;
    }

    private static bool IsOption(PackItem item, int value)
    {
        foreach (var option in item.Options)
            if (option.Value == value) return true;
        return false;
    }

    private static string Allowed(PackItem item) => string.Join(", ", item.Options.Select(option => option.Value));
}
