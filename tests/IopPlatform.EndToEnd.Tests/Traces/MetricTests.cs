using Dapper;
using IopPlatform.AppHost;
using IopPlatform.EndToEnd.Tests.Leaks;
using IopPlatform.Testing;
using IopPlatform.Testing.Otlp.Wire;
using Npgsql;

namespace IopPlatform.EndToEnd.Tests.Traces;

/// <summary>The platform's own metrics as they are exported, after journeys.</summary>
[Collection(WatchedCollection.Name)]
public sealed class MetricTests(LeakPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Each fact is counted once: requests that were repeated or refused, and messages that came twice, have added nothing.</summary>
    [Theory]
    [InlineData("iop.referrals", null, "intake", "select count(*) from referrals")]
    [InlineData("iop.admissions", null, "intake", "select count(*) from episodes")]
    [InlineData("iop.attended", "change=taken-back", "scheduling", "select coalesce(sum(attended_minutes), 0) from attendance")]
    [InlineData("iop.notes.signed", null, "clinical-notes", "select count(*) from notes where signed_at is not null")]
    [InlineData("iop.risk_flags.opened", null, "clinical-notes", "select count(*) from safety_tasks")]
    [InlineData("iop.risk_flags.acknowledged", null, "clinical-notes", "select count(*) from safety_tasks where acknowledged_at is not null")]
    public async Task Counted_AfterJourneys_EqualsTheRows(string metric, string? subtracted, string service, string rows)
    {
        await using var connection = new NpgsqlConnection(platform.Platform.Database(service, DatabaseRole.Migrator));
        var (counted, there) = (-1L, 0L);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                there = await connection.ExecuteScalarAsync<long>(rows);
                counted = Points(metric).Sum(point => point.Tags.Contains(subtracted) ? -point.Value : point.Value);
                return counted == there;
            },
            $"{metric} to equal the rows of {service}",
            Patience);
        Assert.True(there > 0, $"The journeys left nothing for {metric} to count.");
    }

    [Fact]
    public async Task Own_EachMetric_HasAUnitAndCodesForTags()
    {
        string[] expected =
        [
            "iop.admissions", "iop.attended", "iop.live.latency", "iop.notes.signed", "iop.outbox.oldest_unsent", "iop.outbox.sent",
            "iop.outbox.unsent", "iop.parked", "iop.referrals", "iop.risk_flags.acknowledged", "iop.risk_flags.opened",
        ];
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(expected.All(name => Own().Any(metric => metric.Name == name))), "every metric of the platform to be exported", Patience);
        foreach (var metric in Own())
        {
            Assert.NotEqual("", metric.Unit);
            Assert.NotEqual("", metric.Description);
            Assert.All(Tags(metric), tag => Assert.Matches("^[A-Za-z][A-Za-z-]*$", tag.Value.StringValue));
        }
    }

    [Fact]
    public async Task LiveLatency_OfTheJourneys_IsRecordedByEvent()
    {
        var (admitted, rows) = (0UL, 0UL);
        await using var connection = new NpgsqlConnection(platform.Platform.Database("program-state", DatabaseRole.Migrator));
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                rows = (ulong)await connection.ExecuteScalarAsync<long>("select count(*) from journal where event_type like '%.PatientAdmitted'");
                admitted = Latest().Where(metric => metric.Name == "iop.live.latency").SelectMany(metric => metric.Histogram.DataPoints)
                    .Where(point => point.Attributes.Any(tag => tag.Value.StringValue == "PatientAdmitted")).Aggregate(0UL, (sum, point) => sum + point.Count);
                return admitted == rows;
            },
            "a latency for each admission in the journal",
            Patience);
        Assert.True(admitted > 0, "Nobody was admitted.");
    }

    private IEnumerable<(long Value, IReadOnlyList<string?> Tags)> Points(string name) =>
        from metric in Latest()
        where metric.Name == name
        from point in metric.Sum.DataPoints
        select (point.AsInt, (IReadOnlyList<string?>)[.. point.Attributes.Select(tag => $"{tag.Key}={tag.Value.StringValue}")]);

    private IEnumerable<Metric> Own() => Latest().Where(metric => metric.Name.StartsWith("iop.", StringComparison.Ordinal));

    private static IEnumerable<KeyValue> Tags(Metric metric) =>
        (metric.Gauge ?? metric.Sum)?.DataPoints.SelectMany(point => point.Attributes) ?? metric.Histogram.DataPoints.SelectMany(point => point.Attributes);

    /// <summary>What each service told last: counts are of all that happened since its start.</summary>
    private IEnumerable<Metric> Latest() => !platform.Otlp.Received.TryGetValue("metrics", out var received) ? [] : received
        .SelectMany(batch => MetricsData.Parser.ParseFrom(batch).ResourceMetrics)
        .GroupBy(resource => resource.Resource.Attributes.First(attribute => attribute.Key == "service.name").Value.StringValue)
        .SelectMany(service => service.Last().ScopeMetrics)
        .SelectMany(scope => scope.Metrics);
}
