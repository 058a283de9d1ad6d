namespace IopPlatform.Clinical.Instruments;

/// <summary>The sum of the scored items, with the pack's rule for blanks.</summary>
internal static class SumScoring
{
    public static ScoreResult Score(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers)
    {
        var sum = 0;
        var answered = 0;
        var scoredItems = 0;
        string? blankSafetyItem = null;
        List<string> blanks = [];
        List<SafetyFinding> safety = [];
        foreach (var item in pack.Items)
        {
            var answer = answers.GetValueOrDefault(item.Number);
            if (FindingOf(item, answer) is { } finding) safety.Add(finding);
            if (!item.Scored) continue;
            scoredItems++;
            if (answer is { } value)
            {
                sum += value;
                answered++;
                continue;
            }
            blanks.Add(item.Number);
            if (item.Safety is not null) blankSafetyItem ??= item.Number;
        }

        if (blankSafetyItem is not null)
            return Without($"Item {blankSafetyItem} is a safety item and is blank; it is never estimated.");
        if (blanks.Count > pack.Scoring.BlanksMax || answered == 0)
            return Without($"{blanks.Count} items are blank; {pack.Id} allows at most {pack.Scoring.BlanksMax}.");

        var score = Prorate(sum, answered, scoredItems);
        return new Scored(score, pack.BandOf(score)?.Code ?? "", safety)
        {
            Blanks = blanks,
            Prorated = blanks.Count > 0,
            ScreenPositive = pack.ScreenPositiveAt is { } cut ? score >= cut : null,
        };

        Unscorable Without(string reason) => new(reason, "unscorable", safety) { Blanks = blanks };
    }

    /// <summary>The mean of the answered items times the number of items, rounded half up; whole numbers only.</summary>
    private static int Prorate(int sum, int answered, int items) => ((2 * sum * items) + answered) / (2 * answered);

    private static SafetyFinding? FindingOf(PackItem item, int? answer) => (item.Safety, answer) switch
    {
        (null, _) => null,
        ({ } rule, null) => new(rule.BlankCode, SafetyLevel.Indeterminate, rule.BlankText),
        ({ } rule, { } value) when value >= rule.PositiveAt =>
            new(rule.PositiveCode, rule.PositiveLevel, rule.PositiveText),
        _ => null,
    };
}
