using FsCheck;
using FsCheck.Fluent;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>A filled form of any instrument: one answer an item in the order of the pack, null for a blank.</summary>
public sealed record Sheet(InstrumentPack Pack, int?[] Answers)
{
    public ScoreResult Score(Respondent? who = null) => Scorer.Score(Pack, Keyed(), who);

    public Dictionary<string, int?> Keyed() =>
        Answers.Select((answer, at) => (Pack.Items[at].Number, answer)).ToDictionary(pair => pair.Number, pair => pair.answer);

    public Sheet With(int at, int? answer) => this with { Answers = [.. Answers.Select((old, i) => i == at ? answer : old)] };

    /// <summary>Each blank that is asked gets an answer, the same of the seed.</summary>
    public Sheet Filled(int seed)
    {
        var random = new Random(seed);
        var filled = new Dictionary<string, int?>();
        foreach (var (item, answer) in Pack.Items.Zip(Answers))
        {
            var asked = item.AskedWhen is not { } gate || gate.Items.Any(number => filled[number] >= gate.AtLeast);
            filled.Add(item.Number, answer ?? (asked ? random.GetItems(Values(item), 1)[0] : null));
        }
        return this with { Answers = [.. filled.Values] };
    }

    /// <summary>The same form with one answer raised to the next one, for each answer that can be raised.</summary>
    public IEnumerable<(PackItem Item, Sheet Raised)> Raises() =>
        from at in Enumerable.Range(0, Answers.Length)
        where Answers[at] is not null
        let next = Values(Pack.Items[at]).Where(value => value > Answers[at]).Order().Cast<int?>().FirstOrDefault()
        where next is not null
        select (Pack.Items[at], With(at, next));

    public override string ToString() => $"{Pack.Id} {string.Join(",", Answers.Select(answer => answer is { } value ? $"{value}" : "-"))}";

    public static int[] Values(PackItem item) => item.Range is { } range
        ? [.. Enumerable.Range(range.Min, range.Max - range.Min + 1)]
        : [.. item.Options.Select(option => option.Value)];
}

public static class AnySheet
{
    /// <summary>
    /// All instruments alike. One item in ten is blank, so that forms with none, a few and too many blanks are all common.
    /// </summary>
    public static Arbitrary<Sheet> Sheet() => Gen.Elements<InstrumentPack>(InstrumentCatalog.Default.Versions).SelectMany(Of).ToArbitrary();

    public static Gen<Sheet> Of(InstrumentPack pack) => Gen
        .CollectToArray(pack.Items.Select(item => Gen.Frequency(
            (9, Gen.Elements(Clinical.Tests.Sheet.Values(item)).Select(value => (int?)value)),
            (1, Gen.Constant((int?)null)))))
        .Select(answers => new Sheet(pack, answers));
}

public static class Phq9Sheet
{
    public static Arbitrary<Sheet> Sheet() => AnySheet.Of(Answers.Phq9).ToArbitrary();
}

public static class CssrsSheet
{
    public static Arbitrary<Sheet> Sheet() => AnySheet.Of(Answers.Cssrs).ToArbitrary();
}
