using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>Every instrument against its cases, and one table of all of them in the output.</summary>
public sealed class InstrumentCaseTests(ITestOutputHelper output)
{
    private const int CasesMin = 12;

    public static TheoryData<string, string> Names =>
        [.. InstrumentCases.All.SelectMany(file => file.Cases.Select(one => (file.Instrument, one.Why)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Score_Case_AsExpected(string instrument, string why)
    {
        var pack = InstrumentCatalog.Default.Find(instrument)!;
        var file = InstrumentCases.All.Single(file => file.Instrument == instrument);
        Assert.All(file.Cases.Where(one => one.Why == why), one => Assert.Equal("", one.DifferenceIn(pack)));
    }

    [Fact]
    public void Cases_EveryInstrument_HasAtLeastTwelve()
    {
        Assert.Equal(InstrumentCatalog.Default.All.Select(pack => pack.Id), InstrumentCases.All.Select(file => file.Instrument));
        Assert.All(InstrumentCases.All, file => Assert.True(file.Cases.Count >= CasesMin, file.Instrument));
        Assert.All(InstrumentCases.All, file => Assert.Distinct(file.Cases.Select(one => (one.Why, one.Answers, one.Who))));
    }

    /// <summary>Each border of each band of each total is a case: its lowest and its highest score.</summary>
    [Fact]
    public void Cases_EveryBand_HasBothOfItsBorders()
    {
        foreach (var file in InstrumentCases.All)
        {
            var pack = InstrumentCatalog.Default.Find(file.Instrument)!;
            var reached = file.Cases.Select(one => Scorer.Score(pack, one.For(pack), one.Who)).OfType<Scored>()
                .Select(scored => scored.Value).ToHashSet();
            foreach (var band in pack.Bands)
            {
                // Of the percentages of the WHO-5 only every fourth exists, and of the means of the EDE-Q 3.99 does not.
                if (pack.Scoring.Factor > 1 || pack.Scoring.Decimals > 0) continue;
                Assert.True(reached.Contains(band.Min), $"{pack.Id}: no case of {band.Min} ({band.Code})");
                Assert.True(reached.Contains(band.Max), $"{pack.Id}: no case of {band.Max} ({band.Code})");
            }
        }
    }

    [Fact]
    public void Table_OfEveryInstrumentWithItsCases()
    {
        var (cases, published, wrong) = (0, 0, 0);
        foreach (var file in InstrumentCases.All)
        {
            var pack = InstrumentCatalog.Default.Find(file.Instrument)!;
            output.WriteLine($"{pack.Id} {pack.Version} ({file.Cases.Count} cases; texts: {pack.Texts})");
            output.WriteLine($"  {file.Rules}");
            foreach (var one in file.Cases)
            {
                var result = Scorer.Score(pack, one.For(pack), one.Who);
                var difference = one.DifferenceIn(pack);
                var findings = string.Join(" ", result.Safety.Select(found => found.Code).Concat(result.Flags.Select(flag => flag.Code)));
                output.WriteLine(
                    $"  {(difference.Length == 0 ? "ok" : "NO")}  {one.Answers,-32} {Answers.Show(result, pack),-32} {findings,-40} "
                    + $"{one.Why} [{one.Source ?? "derived"}]{(difference.Length == 0 ? "" : " " + difference)}");
                cases++;
                if (one.Source is not null) published++;
                if (difference.Length > 0) wrong++;
            }
        }
        output.WriteLine($"{InstrumentCases.All.Count} instruments, {cases} cases ({published} published, {cases - published} derived), {wrong} wrong");
        Assert.Equal(0, wrong);
    }
}
