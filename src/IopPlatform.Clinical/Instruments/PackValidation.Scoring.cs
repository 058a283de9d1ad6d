namespace IopPlatform.Clinical.Instruments;

/// <content>The scoring: method, triage, scales and bands.</content>
internal sealed partial class PackValidation
{
    private const string NoBlanksBehindAGate = "Blanks cannot be filled where a blank may decide what is asked.";

    private void Scoring()
    {
        var rule = pack.Scoring;
        var scored = pack.Items.Count(item => item.Scored);
        var isSum = rule.Method == ScoringMethod.Sum;
        var isTriage = rule.Method == ScoringMethod.Triage;
        Must(
            rule.BlanksMax >= 0 && rule.BlanksMax < Math.Max(scored, 1), "scoring.blanksMax",
            $"Of {scored} scored items, some must be answered.");
        Must(
            rule.BlanksMax == 0 || !pack.Items.Any(item => item.Scored && item.AskedWhen is not null), "scoring.blanksMax",
            NoBlanksBehindAGate);
        Must(rule.Factor == 1 || (rule.Factor > 1 && isSum), "scoring.factor", "Only a sum has a factor, of 1 or more.");
        Must(rule.Decimals is >= 0 and <= 3, "scoring.decimals", "A score has 0 to 3 decimals.");
        Must(rule.Decimals == 0 || !(isSum || isTriage), "scoring.decimals", "A sum and a triage are whole numbers.");
        Must(isTriage == rule.Triage is { Count: > 0 }, "scoring.triage", "A triage, and nothing else, has levels.");
        Must(isSum || isTriage || rule.Scales is { Count: > 0 }, "scoring.scales", "This method needs scales.");
        Must(!isSum || scored > 0, "items", "A sum needs scored items.");
        for (var at = 0; at < (rule.Triage?.Count ?? 0); at++) Level(rule.Triage![at], $"scoring.triage[{at}]");
    }

    private void Level(TriageLevel level, string field)
    {
        Known(level.Items, field + ".items");
        Must(
            level.Code.Contains('-', StringComparison.Ordinal), field + ".code",
            "A code is a family and a level, such as cssrs-high.");
        Must(
            level.Level is not (SafetyLevel.None or SafetyLevel.Indeterminate), field + ".level",
            "A level is low, moderate or high.");
    }

    private void Scales()
    {
        var scales = pack.Scoring.Scales ?? [];
        Must(
            scales.Select(scale => scale.Code).Distinct().Count() == scales.Count, "scoring.scales",
            "Each scale has a code of its own.");
        for (var at = 0; at < scales.Count; at++) Scale(scales[at], $"scoring.scales[{at}]");
        if (pack.Scoring.Method != ScoringMethod.SumOfScales) return;

        var inScales = scales.SelectMany(scale => scale.Items).Order(StringComparer.Ordinal);
        var scored = pack.Items.Where(item => item.Scored).Select(item => item.Number).Order(StringComparer.Ordinal);
        Must(inScales.SequenceEqual(scored), "scoring.scales", "Each scored item is in exactly one scale.");
    }

    private void Scale(ScaleRule scale, string field)
    {
        if (!Known(scale.Items, field + ".items")) return;
        PackItem[] items = [.. scale.Items.Select(number => pack.Item(number)!)];
        Must(items.All(item => item.Scored), field + ".items", "An item of a scale is a scored item.");
        Must(
            scale.BlanksMax >= 0 && scale.BlanksMax < items.Length, field + ".blanksMax", "Some items must be answered.");
        Must(
            scale.BlanksMax == 0 || items.All(item => item.AskedWhen is null), field + ".blanksMax", NoBlanksBehindAGate);
        if (scale.Bands is { } bands) Bands(bands, RangeOf(scale), field + ".bands");
    }

    private void TotalBands()
    {
        if (pack.Scoring.Method == ScoringMethod.Profile)
            Must(pack.Bands.Count == 0, "bands", "There is no total that could have a band; give the scales bands.");
        else
            Bands(pack.Bands, RangeOfTotal(), "bands");
    }

    private void Bands(IReadOnlyList<ScoreBand> bands, (int Min, int Max) range, string field)
    {
        Must(bands.Count > 0, field, "A score has at least one band.");
        var next = range.Min;
        foreach (var band in bands.OrderBy(band => band.Min))
        {
            Must(!string.IsNullOrWhiteSpace(band.Code), field, "A band has a code.");
            Must(band.Min == next, field, $"A band must begin at {next}, not at {band.Min}.");
            Must(band.Max >= band.Min, field, $"A band cannot go from {band.Min} to {band.Max}.");
            next = band.Max + 1;
        }
        if (bands.Count > 0)
            Must(next == range.Max + 1, field, $"The bands end at {next - 1}; the score goes to {range.Max}.");
    }

    private (int Min, int Max) RangeOfTotal()
    {
        var rule = pack.Scoring;
        if (rule.Method == ScoringMethod.Triage) return (0, (int)SafetyLevel.High);
        if (rule.Method == ScoringMethod.MeanOfScales)
        {
            var ranges = rule.Scales!.Select(RangeOf).ToArray();
            return (ranges.Sum(range => range.Min) / ranges.Length, ranges.Sum(range => range.Max) / ranges.Length);
        }
        var scored = pack.Items.Where(item => item.Scored).ToArray();
        return (scored.Sum(Least) * rule.Factor, scored.Sum(item => item.Max) * rule.Factor);
    }

    private (int Min, int Max) RangeOf(ScaleRule scale)
    {
        var items = scale.Items.Select(number => pack.Item(number)!).ToArray();
        var unit = (int)Math.Pow(10, pack.Scoring.Decimals);
        var by = scale.Method == ScaleMethod.Mean ? items.Length : 1;
        return (items.Sum(Least) * unit / by, items.Sum(item => item.Max) * unit / by);
    }

    /// <summary>A skipped item counts 0.</summary>
    private static int Least(PackItem item) => item.AskedWhen is null ? item.Min : Math.Min(0, item.Min);
}
