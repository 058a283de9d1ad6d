namespace IopPlatform.AppHost.Local;

/// <summary>Something that happened to a resource, in words.</summary>
internal sealed record ResourceEvent(DateTimeOffset At, string Resource, string Text)
{
    /// <returns>Null for what is only on its way.</returns>
    public static ResourceEvent? Of(ResourceSnapshot resource, DateTimeOffset now) => resource.State switch
    {
        ResourceState.Healthy when resource.Restarts > 0 => new(now, resource.Name, $"is healthy; started again {Times(resource.Restarts)} so far"),
        ResourceState.Healthy => new(now, resource.Name, "is healthy"),
        ResourceState.Unhealthy => new(now, resource.Name, "runs, but is not ready for work"),
        ResourceState.Restarting => new(now, resource.Name, $"{resource.LastExit}; it is started again"),
        ResourceState.Stopped => new(now, resource.Name, resource.LastExit is { Asked: true } ? "was stopped by an operator" : "is not started"),
        ResourceState.Failed => new(now, resource.Name, resource.LastExit is { } exit ? $"failed: {exit}" : "failed before it started"),
        ResourceState.Completed => new(now, resource.Name, "has completed"),
        ResourceState.Waiting or ResourceState.Starting or ResourceState.Stopping => null,
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
