using System.Diagnostics;
using IopPlatform.ServiceDefaults.Telemetry;
using OpenTelemetry.Trace;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class TraceBudgetTests
{
    private readonly StoppedTime time = new();

    [Fact]
    public void ShouldSample_MoreThanTheBudget_KeepsTheBudgetOfEachSecond()
    {
        var budget = new TraceBudget(3, time);
        Assert.Equal(3, Kept(budget, 10, ActivityKind.Server));
        time.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Kept(budget, 10, ActivityKind.Server));
    }

    [Fact]
    public void ShouldSample_CallWithoutARequest_IsNoTraceAndCostsNoBudget()
    {
        var budget = new TraceBudget(3, time);
        Assert.Equal(0, Kept(budget, 10, ActivityKind.Client));
        Assert.Equal(3, Kept(budget, 10, ActivityKind.Consumer));
    }

    /// <summary>So one trace is whole, or not there at all, however busy the services on its way are.</summary>
    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public void Of_TraceFromElsewhere_IsKeptAsItCame(ActivityTraceFlags flags, bool kept)
    {
        using var source = new ActivitySource($"budget-{flags}");
        using var provider = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .SetSampler(TraceBudget.Of(perSecond: kept ? 0 : 100, time))
            .Build();
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);
        using var activity = source.StartActivity("request", ActivityKind.Server, parent);
        Assert.Equal(kept, activity is { Recorded: true });
    }

    private static int Kept(TraceBudget budget, int roots, ActivityKind kind) => Enumerable.Range(0, roots).Count(_ =>
        budget.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "request", kind)).Decision
            == SamplingDecision.RecordAndSample);
}
