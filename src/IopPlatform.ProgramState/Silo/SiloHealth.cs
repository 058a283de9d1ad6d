using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IopPlatform.ProgramState.Silo;

/// <summary>Ready for work means: the cluster counts this silo as active.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, $"The silo is {silo.CurrentStatus}."));
}
