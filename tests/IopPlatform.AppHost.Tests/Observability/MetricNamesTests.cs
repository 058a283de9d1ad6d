using System.Text.RegularExpressions;

namespace IopPlatform.AppHost.Tests.Observability;

/// <summary>Alert rules and dashboard speak of the metrics that the code exports, under the names that Prometheus gives them.</summary>
public sealed partial class MetricNamesTests
{
    /// <summary>Of ASP.NET Core's meter: everything else that is named must be the platform's own.</summary>
    private static readonly string[] Frameworks = ["http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count"];

    [Theory]
    [InlineData("alerts.yml")]
    [InlineData("dashboard.json")]
    public void Named_EachMetric_IsExported(string file)
    {
        var named = Named(file);
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Exported()).Except(Frameworks));
    }

    [Fact]
    public void Exported_EachMetricOfThePlatform_IsOnTheDashboard() => Assert.Empty(Exported().Except(Named("dashboard.json")));

    [Theory]
    [InlineData("""CreateCounter<long>("iop.a.b_c", "{message}", "")""", "iop_a_b_c_total")]
    [InlineData("""CreateHistogram<double>("iop.delay", "s", "")""", "iop_delay_seconds")]
    [InlineData("""CreateObservableCounter("iop.time", tally.Measure, "min", "")""", "iop_time_minutes_total")]
    [InlineData("""CreateObservableGauge("iop.age", () => 1, "s", "")""", "iop_age_seconds")]
    [InlineData("""CreateObservableGauge("iop.parked", () => Backlog.Parked, "{message}", "")""", "iop_parked")]
    public void PrometheusName_OfAnInstrument_HasItsUnitAndKind(string code, string name) => Assert.Equal([name], NamesIn(code));

    private static HashSet<string> Named(string file) => [.. Metric()
        .Matches(File.ReadAllText(Path.Combine(Checkout(), "deploy", "observability", file))).Select(match => OwnHistogram().Replace(match.Value, ""))];

    private static HashSet<string> Exported() => [.. new[] { "src", "IopPlatform.ServiceDefaults" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout(), folder), "*.cs", SearchOption.AllDirectories))
        .SelectMany(file => NamesIn(File.ReadAllText(file)))];

    private static IEnumerable<string> NamesIn(string code) => Instrument().Matches(code).Select(match =>
        match.Groups["name"].Value.Replace('.', '_')
        + match.Groups["unit"].Value switch { "s" => "_seconds", "min" => "_minutes", _ => "" }
        + (match.Groups["kind"].Value.EndsWith("Counter", StringComparison.Ordinal) && !match.Groups["kind"].Value.Contains("UpDown", StringComparison.Ordinal) ? "_total" : ""));

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "IopPlatform.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests do not run inside of a checkout.");
    }

    /// <summary>Of a histogram of ours, queries name the parts.</summary>
    [GeneratedRegex("(?<=^iop_.*)_(bucket|sum|count)$")]
    private static partial Regex OwnHistogram();

    /// <summary>The unit is the next text after the name.</summary>
    [GeneratedRegex(@"Create(?<kind>Counter|Histogram|Gauge|UpDownCounter|Observable\w+)(<\w+>)?\(\s*""(?<name>iop[\w.]+)""[^""]*""(?<unit>[^""]*)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\b(iop|http_server)_[a-z0-9_]+")]
    private static partial Regex Metric();
}
