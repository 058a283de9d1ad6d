using System.Diagnostics;
using IopPlatform.Faults.Probing;

namespace IopPlatform.Faults.Injection;

/// <summary>The load never came to an armed failpoint, so nothing was tested.</summary>
public sealed class FaultNotReachedException(string message) : Exception(message);

/// <summary>Something that goes wrong.</summary>
/// <param name="Target">The resource that it hits.</param>
public abstract record Fault(string Target)
{
    /// <summary>What kind it is, in a word or two.</summary>
    public abstract string Kind { get; }

    public override string ToString() => $"{Kind} {Target}";

    /// <returns>The moment from which the platform is to recover.</returns>
    internal abstract Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken);
}

/// <summary>SIGKILL.</summary>
public sealed record Kill(string Target) : Fault(Target)
{
    public override string Kind => "kill";

    public override string ToString() => base.ToString();

    internal override async Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await platform.Local.KillAsync(Target);
        return began;
    }
}

/// <summary>SIGSTOP, and SIGCONT some seconds later, from which moment the recovery counts.</summary>
public sealed record Freeze(string Target, TimeSpan For) : Fault(Target)
{
    public override string Kind => "freeze";

    public override string ToString() => base.ToString();

    internal override async Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken)
    {
        platform.Local.Freeze(Target);
        try
        {
            await Task.Delay(For, cancellationToken);
        }
        finally
        {
            platform.Local.Thaw(Target);
        }

        return Stopwatch.GetTimestamp();
    }
}
