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

    private static int Kept(TraceBudget budget, int roots, ActivityKind kind) => Enumerable.Range(0, roots).Count(_ =>
        budget.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "request", kind)).Decision
            == SamplingDecision.RecordAndSample);
}
