namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// What a further version of an instrument may not change. The level-of-care rules and trends compare scores of all versions of
/// an id, and the safety path hangs on its items: whoever wants another range or fewer safety items gives the instrument an id
/// of its own.
/// </summary>
internal static class PackSuccession
{
    public static IEnumerable<PackError> ErrorsOf(InstrumentPack next, InstrumentPack known, string file)
    {
        var name = $"{known.Id} {known.Version}";
        if (next.HigherIsBetter != known.HigherIsBetter)
            yield return new(file, "higherIsBetter", $"The direction of {name} is the other one; an instrument keeps its direction.");
        if ((next.ScoreMin, next.ScoreMax) != (known.ScoreMin, known.ScoreMax))
            yield return new(file, "bands", $"{name} scores {Range(known)}; scores of all versions are compared.");
        if (known.Scoring.Method == ScoringMethod.Triage && next.Scoring.Method != ScoringMethod.Triage)
            yield return new(file, "scoring.method", $"{name} is a triage; it stays one.");
        foreach (var level in known.Scoring.Triage ?? [])
            foreach (var item in level.Items.Where(item => !Reaches(next, item, level.Level)))
                yield return new(file, "scoring.triage", $"Item {item} of {name} reaches {level.Level.ToCode()}; it may not reach less.");
        foreach (var item in known.Items)
        {
            if (item.Safety is not { } safety) continue;
            var at = next.Items.ToList().FindIndex(other => other.Number == item.Number);
            if (at < 0 || next.Items[at].Safety is not { } kept)
                yield return new(file, at < 0 ? "items" : $"items[{at}].safety", $"Item {item.Number} of {name} is a safety item; it stays one.");
            else if (kept.PositiveAt > safety.PositiveAt)
                yield return new(file, $"items[{at}].safety.positiveAt", $"Item {item.Number} of {name} is positive at {safety.PositiveAt}; it may not rise.");
        }
    }

    private static bool Reaches(InstrumentPack pack, string item, SafetyLevel level) =>
        (pack.Scoring.Triage ?? []).Any(one => one.Level >= level && one.Items.Contains(item));

    private static string Range(InstrumentPack pack) => pack.ScoreMin is null ? "no total" : $"{pack.ScoreMin} to {pack.ScoreMax}";
}
