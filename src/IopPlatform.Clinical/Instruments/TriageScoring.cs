namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The highest level wins. A blank among the asked items leaves the level open, unless the highest level of all is
/// reached already: a High stays a High, whatever is blank. An answer that contradicts a skip rule still counts.
/// </summary>
internal static class TriageScoring
{
    public static ScoreResult Score(InstrumentPack pack, IReadOnlyDictionary<string, int?> answers)
    {
        var levels = pack.Scoring.Triage ?? [];
        var reached = levels.Where(level => level.Items.Any(IsPositive)).MaxBy(level => level.Level);
        List<string> blanks = [.. pack.Items.Where(IsAskedButBlank).Select(item => item.Number)];
        var open = blanks.Count > 0;

        List<SafetyFinding> safety = [];
        if (reached is not null) safety.Add(new(reached.Code, reached.Level, reached.Text));
        if (open)
        {
            // The code follows its family: cssrs-high, cssrs-moderate, …, cssrs-indeterminate.
            var family = levels.Count > 0 ? levels[0].Code.Split('-')[0] : pack.Id;
            var text = pack.Scoring.IndeterminateText ?? "A clinician must complete the missing answers.";
            safety.Add(new($"{family}-indeterminate", SafetyLevel.Indeterminate, text));
        }

        if (open && reached?.Level != SafetyLevel.High)
        {
            var reason = $"The level is open: no answer to {string.Join(", ", blanks)}.";
            return new Unscorable(reason, SafetyLevel.Indeterminate.ToCode(), safety) { Blanks = blanks };
        }
        var result = reached?.Level ?? SafetyLevel.None;
        return new Scored((int)result, result.ToCode(), safety) { Blanks = blanks };

        bool IsPositive(string number) => answers.GetValueOrDefault(number) >= 1;

        bool IsAskedButBlank(PackItem item) =>
            answers.GetValueOrDefault(item.Number) is null
            && (item.AskedWhen is not { } gate || answers.GetValueOrDefault(gate.Item) >= gate.AtLeast);
    }
}
