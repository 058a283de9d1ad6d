using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IopPlatform.Messaging.Operations;

/// <summary>
/// Degraded while the oldest unsent message has waited for more than a minute: the broker is away, or a queue is missing. Never
/// unhealthy: commands are committed and answered all the same, and restarting the service would mend nothing.
/// </summary>
internal sealed class OutboxHealth(BacklogQuery backlog) : IHealthCheck
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var oldest = await backlog.OldestUnsentAsync(cancellationToken);
            return oldest > WaitMax
                ? HealthCheckResult.Degraded($"The oldest unsent message has waited for {oldest.TotalSeconds:0} s.")
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Degraded($"The outbox cannot be read: {exception.GetType().Name}.");
        }
    }
}
