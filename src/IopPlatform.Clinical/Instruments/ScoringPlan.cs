using System.Collections.Frozen;

namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// A pack in the form in which answers are scored: positions and bit sets instead of names, so that scoring allocates
/// little more than its result. Made once per pack; a pack that breaks the rules of <see cref="PackValidation"/> is refused
/// before it gets here.
/// </summary>
internal sealed class ScoringPlan
{
    /// <summary>An answer sheet is a bit set of 64.</summary>
    public const int ItemsMax = 64;

    private readonly FrozenDictionary<string, int> positions;

    public ScoringPlan(InstrumentPack pack)
    {
        Pack = pack;
        positions = pack.Items.Select((item, at) => (item.Number, at)).ToFrozenDictionary(item => item.Number, item => item.at);
        Items = [.. pack.Items.Select(item => new PlannedItem(item, item.AskedWhen is { } gate ? SetOf(gate.Items) : 0))];
        Scored = SetOf(pack.Items.Where(item => item.Scored).Select(item => item.Number));
        Safety = SetOf(pack.Items.Where(item => item.Safety is not null).Select(item => item.Number));
        Scales = [.. (pack.Scoring.Scales ?? []).Select(scale => new PlannedScale(scale, SetOf(scale.Items)))];
        Algorithms = [.. (pack.Algorithms ?? []).Select(rule => new PlannedAlgorithm(rule, this))];
        Bands = [.. pack.Bands];
        Flags = [.. (pack.Flags ?? []).Select(rule => new PlannedFlag(rule, SetOf(rule.Items ?? [])))];
        Triage = [.. (pack.Scoring.Triage ?? []).Select(level => new PlannedLevel(level, SetOf(level.Items)))];
    }

    public InstrumentPack Pack { get; }

    public PlannedItem[] Items { get; }

    public ulong Scored { get; }

    /// <summary>The items that raise safety findings.</summary>
    public ulong Safety { get; }

    public PlannedScale[] Scales { get; }

    public PlannedAlgorithm[] Algorithms { get; }

    public ScoreBand[] Bands { get; }

    public PlannedFlag[] Flags { get; }

    public PlannedLevel[] Triage { get; }

    public ulong SetOf(IEnumerable<string> numbers) =>
        numbers.Aggregate(0UL, (set, number) => positions.TryGetValue(number, out var at) ? set | (1UL << at) : set);
}

internal sealed class PlannedItem
{
    private const int BitsMax = 64;
    private static readonly SafetyFinding[] none = [];

    private readonly PackItem item;
    private readonly ulong options;
    private readonly bool isReverse;
    private readonly SafetyFinding[] positive = none;
    private readonly SafetyFinding[] blank = none;

    public PlannedItem(PackItem item, ulong gate)
    {
        this.item = item;
        Number = item.Number;
        Gate = gate;
        GateAtLeast = item.AskedWhen?.AtLeast ?? 0;
        Min = item.Min;
        Max = item.Max;
        isReverse = item.Reverse;
        if (Max - Min < BitsMax)
        {
            options = Enumerable.Range(Min, Max - Min + 1).Where(item.Takes)
                .Aggregate(0UL, (set, value) => set | (1UL << (value - Min)));
        }
        if (item.Safety is not { } rule) return;
        positive = [new(rule.PositiveCode, rule.PositiveLevel, rule.PositiveText)];
        blank = [new(rule.BlankCode, SafetyLevel.Indeterminate, rule.BlankText)];
    }

    public string Number { get; }

    /// <summary>The items of which one must reach <see cref="GateAtLeast"/>; 0: always asked.</summary>
    public ulong Gate { get; }

    public int GateAtLeast { get; }

    public int Min { get; }

    public int Max { get; }

    public bool Takes(int value) => options != 0
        ? value >= Min && value <= Max && (options & (1UL << (value - Min))) != 0
        : item.Takes(value);

    /// <summary>What an answer counts.</summary>
    public int Counts(int value) => isReverse ? Min + Max - value : value;

    /// <summary>One finding or none; a null answer is a blank. The same array each time: nobody writes to it.</summary>
    public SafetyFinding[] FindingsOf(int? answer) =>
        answer is not { } value ? blank : value >= item.Safety?.PositiveAt ? positive : none;
}

internal sealed record PlannedScale(ScaleRule Rule, ulong Items);

internal sealed record PlannedFlag(FlagRule Rule, ulong Items);

internal sealed class PlannedLevel(TriageLevel level, ulong items)
{
    public SafetyLevel Level => level.Level;

    public ulong Items => items;

    public SafetyFinding Finding { get; } = new(level.Code, level.Level, level.Text);
}

internal sealed class PlannedAlgorithm
{
    private readonly int[] symptomAt;

    public PlannedAlgorithm(AlgorithmRule rule, ScoringPlan plan)
    {
        Rule = rule;
        symptomAt = [.. plan.Items.Select(item =>
            rule.SymptomAtByItem is { } own && own.TryGetValue(item.Number, out var at) ? at : rule.SymptomAt)];
        Counts =
        [
            .. rule.Outcomes.SelectMany((outcome, at) => outcome.Require.Select(count =>
                new PlannedCount(at, outcome.Code, count.Label, plan.SetOf(count.Items), count.AtLeast))),
        ];
        Items = Counts.Aggregate(0UL, (set, count) => set | count.Items);
    }

    public AlgorithmRule Rule { get; }

    /// <summary>The counts of all outcomes, outcome by outcome.</summary>
    public PlannedCount[] Counts { get; }

    public ulong Items { get; }

    public bool IsSymptom(int at, int value) => value >= symptomAt[at];
}

internal sealed record PlannedCount(int OutcomeAt, string Outcome, string Label, ulong Items, int Needed);
