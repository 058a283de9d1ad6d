using IopPlatform.Checking;
using IopPlatform.Journeys;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

public sealed class JourneyTests(JourneyPlatform platform)
{
    [Fact]
    public void Journeys_FiftyAtParallelEight_EndWithoutAnError()
    {
        Assert.Empty(platform.Report.Errors);
        Assert.Equal(JourneyPlatform.Patients, platform.Report.Patients.Count);
    }

    [Fact]
    public async Task Journeys_EveryAcknowledgedWrite_IsThereOnce()
    {
        Assert.True(platform.Acknowledged.Count > 20 * JourneyPlatform.Patients, $"Only {platform.Acknowledged.Count} writes were acknowledged.");
        Assert.Empty(await platform.Checker.CheckAsync(platform.Acknowledged, TimeSpan.FromSeconds(60)));
    }

    /// <summary>Every event once more, with the inbox check on: nothing happens twice.</summary>
    [Fact]
    public async Task Journeys_EveryEventDeliveredAgain_ChangesNothing()
    {
        await platform.Checker.ReplayAsync();
        Assert.Empty(await platform.Checker.CheckAsync(platform.Acknowledged, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Checker_WriteThatNeverHappened_IsMissed()
    {
        var planted = new AcknowledgedWrite("intake", "referral.register", Guid.CreateVersion7());
        var violations = await platform.Checker.CheckAsync([planted], TimeSpan.Zero);
        Assert.Contains(violations, violation => violation.What.Contains(planted.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task SampleReferrals_EachEndsAsItsFileSays()
    {
        var samples = Path.Combine(PlatformFixture.Repository(), "samples", "referrals");
        var report = await JourneyRun.RunAsync(
            platform.Journeys(patients: 0, parallel: 1, seed: 1, from: samples), new NoProgress(), TestContext.Current.CancellationToken);
        Assert.Empty(report.Errors);
        Assert.True(report.Referrals.Count >= 12, $"There are only {report.Referrals.Count} sample referrals.");
    }

    /// <summary>Also while the platform works: what was there when the check began is sealed within seconds, and nothing is wrong.</summary>
    [Fact]
    public async Task AuditTrails_Verified_AreSoundAndSealedWithinSeconds()
    {
        await using var trails = await platform.AuditTrailsAsync();
        var began = TimeProvider.System.GetUtcNow();
        foreach (var service in trails.Services)
        {
            var findings = await Eventually.GetAsync(
                async () => await trails.VerifyAsync(service, noted: null, keysFolder: null, TestContext.Current.CancellationToken) is var found
                    && (found.UnsealedSince is null || found.UnsealedSince > began) ? found : null,
                $"{service} to have sealed what was written before {began:O}",
                TimeSpan.FromSeconds(30));
            Assert.True(findings.Sound, $"{service}: {string.Join(' ', [.. findings.Broken, .. findings.Rows])}");
            Assert.True(findings.Sealed > 0, $"{service} has sealed nothing.");
        }
    }

    /// <summary>The audit rows of consumers carry the trace id that the gateway named to the caller.</summary>
    [Fact]
    public async Task Admission_OneTrace_ReachesTheLastConsumers()
    {
        var admission = platform.Exchanges.All.Last(exchange =>
            exchange.CreatedId is not null && exchange.Path.EndsWith("/admission", StringComparison.Ordinal));
        foreach (var service in new[] { "intake", "scheduling", "clinical-notes" })
        {
            var traces = await platform.TracesAsync(service, admission.CreatedId!.Value);
            Assert.True(traces.Contains(admission.TraceId), $"{service} has no audit row of trace {admission.TraceId}, only {string.Join(", ", traces)}.");
        }
    }
}
