using System.Diagnostics;
using IopPlatform.Faults.Probing;
using IopPlatform.ServiceDefaults.Faults;

namespace IopPlatform.Faults.Injection;

/// <summary>A service kills itself at a named place.</summary>
/// <param name="Passing">At which passing, counted from 1.</param>
public sealed record AtFailpoint(string Target, string Failpoint, int Passing = 1) : Fault(Target)
{
    private static readonly TimeSpan ReachedWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ProvokeAfter = TimeSpan.FromMilliseconds(500);

    public override string Kind => Failpoint;

    public override string ToString() => $"{Failpoint} in {Target}";

    internal override async Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken)
    {
        var process = platform.ProcessOf(Target);
        await ArmAsync(platform, cancellationToken);
        if (Failpoint == FailpointNames.ParkedNotAcknowledged)
        {
            // Nothing is put aside unless it fails again and again.
            await platform.ArmAsync(Target, FailpointNames.MessageReceived, "fail", cancellationToken);
        }

        var since = Stopwatch.GetTimestamp();
        Task provoking = Task.Delay(ProvokeAfter, cancellationToken);
        while (platform.ProcessOf(Target) == process)
        {
            if (Stopwatch.GetElapsedTime(since) > ReachedWithin)
            {
                throw new FaultNotReachedException($"{this} was not reached within {ReachedWithin.TotalSeconds:0} s.");
            }

            // The load may come by of itself; the probes come for certain, where it is theirs to come.
            if (provoking.IsCompleted) provoking = probes.TryAsync(cancellationToken);
            await Task.Delay(20, cancellationToken);
        }

        var began = Stopwatch.GetTimestamp();
        await provoking;
        return began;
    }

    private async Task ArmAsync(FaultPlatform platform, CancellationToken cancellationToken)
    {
        try
        {
            await platform.ArmAsync(Target, Failpoint, $"kill:{Passing}", cancellationToken);
        }
        catch (InvalidOperationException exception)
            when (exception.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown })
        {
            // The load came by so soon that the process was dead before it could answer.
        }
    }
}
