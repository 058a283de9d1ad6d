using System.Diagnostics.Metrics;
using IopPlatform.ServiceDefaults.Telemetry;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class TallyTests
{
    private readonly Tally tally = new(("kind", ["group", "individual"]), ("late", ["true", "false"]));

    [Fact]
    public void Measure_NothingHappened_TellsEveryCombinationAsZero() =>
        Assert.Equal(["group/false=0", "group/true=0", "individual/false=0", "individual/true=0"], Told());

    [Fact]
    public void Add_SeveralTimes_AddsUp()
    {
        tally.Add(1, "group", "true");
        tally.Add(2, "group", "true");
        Assert.Equal(["group/false=0", "group/true=3", "individual/false=0", "individual/true=0"], Told());
    }

    /// <summary>Such as an id that came where a code was expected.</summary>
    [Fact]
    public void Add_CodeOfNoList_CountsAsOther()
    {
        tally.Add(1, Guid.CreateVersion7().ToString(), "true");
        tally.Add(1, Guid.CreateVersion7().ToString(), "true");
        Assert.Equal(["group/false=0", "group/true=0", "individual/false=0", "individual/true=0", "other/true=2"], Told());
    }

    private IEnumerable<string> Told() => tally.Measure().Select(Text).Order(StringComparer.Ordinal);

    private static string Text(Measurement<long> measured)
    {
        var codes = new List<string>();
        foreach (var tag in measured.Tags) codes.Add((string)tag.Value!);
        return $"{string.Join('/', codes)}={measured.Value}";
    }
}
