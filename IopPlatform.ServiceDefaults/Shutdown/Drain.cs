using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IopPlatform.ServiceDefaults.Shutdown;

/// <summary>Section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>
    /// How long the process goes on after it was asked to end and says that it is not ready: at least as long as those in front
    /// of it need to notice. 0 where nobody else could take over.
    /// </summary>
    public double Seconds { get; set; } = 5;
}

/// <summary>Whether this process has been asked to end. It is a part of being ready (<c>/health</c>), not of being alive.</summary>
public sealed class Drain : IHealthCheck
{
    private volatile bool hasBegun;

    public bool HasBegun => hasBegun;

    public void Begin() => hasBegun = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(hasBegun
            ? new HealthCheckResult(context.Registration.FailureStatus, "The process is about to end.")
            : HealthCheckResult.Healthy());
}
