namespace IopPlatform.AppHost.Local;

/// <summary>What an operator can tell a resource to do.</summary>
internal sealed record ResourceCommand(string Name, string Title, string Icon)
{
    public static readonly ResourceCommand Start = new("start", "Start", "Play");
    public static readonly ResourceCommand Stop = new("stop", "Stop", "Stop");
    public static readonly ResourceCommand Restart = new("restart", "Restart", "ArrowCounterclockwise");
    public static readonly IReadOnlyList<ResourceCommand> All = [Start, Stop, Restart];

    /// <summary>Whether it makes sense for a resource as it is now.</summary>
    public bool Fits(ResourceSnapshot resource) => resource.Supervised && (Name == Start.Name) == IsAtRest(resource.State);

    /// <summary>The question before it is done; null when it needs none.</summary>
    public string? Question(ResourceSnapshot resource, IReadOnlyList<ResourceSnapshot> all) => Name switch
    {
        "stop" => $"Stop {resource.Name}? It stays stopped until somebody starts it.{Users(resource, all)}",
        "restart" => $"Restart {resource.Name}? It is away for some seconds.{Users(resource, all)}",
        _ => null,
    };

    private static bool IsAtRest(ResourceState state) =>
        state is ResourceState.Stopped or ResourceState.Completed or ResourceState.Failed;

    private static string Users(ResourceSnapshot resource, IReadOnlyList<ResourceSnapshot> all)
    {
        var users = all.Where(other => other.Facts.Relations.Any(relation => relation.Resource == resource.Name)).Select(other => other.Name).ToList();
        return users.Count > 0 ? $" It is used by {string.Join(", ", users)}." : "";
    }
}

/// <param name="Message">What was done, or why not, as a sentence.</param>
internal sealed record CommandResult(bool Succeeded, string Message);

/// <summary>Does what operators ask for, one at a time for each resource, within the rules of supervision.</summary>
internal sealed class ResourceOperations(Supervision supervision, PlatformWatch watch)
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan HealthyWithin = TimeSpan.FromSeconds(60);

    public async Task<CommandResult> RunAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var snapshot = watch.Resources.FirstOrDefault(found => found.Name == resource);
        if (snapshot is null || supervision.Find(resource) is not { } process)
        {
            return new CommandResult(false, $"The platform runs no process named '{resource}'.");
        }

        if (ResourceCommand.All.FirstOrDefault(known => known.Name == command) is not { } wanted)
        {
            return new CommandResult(false, $"There is no command '{command}'.");
        }

        if (!wanted.Fits(snapshot))
        {
            return new CommandResult(false, $"{resource} is {snapshot.State.ToString().ToLowerInvariant()}: there is nothing to {command}.");
        }

        supervision.Logs.Note(resource, $"an operator asked to {command}");
        try
        {
            return await RunAsync(process, wanted, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new CommandResult(false, $"{resource} is still {process.State.ToString().ToLowerInvariant()}; its log tells why.");
        }
    }

    private async Task<CommandResult> RunAsync(SupervisedProcess process, ResourceCommand wanted, CancellationToken cancellationToken)
    {
        if (wanted != ResourceCommand.Start)
        {
            await process.StopAsync(cancellationToken).WaitAsync(StopsWithin, cancellationToken);
        }

        if (wanted == ResourceCommand.Stop)
        {
            return new CommandResult(true, $"{process.Name} is stopped. It stays so until it is started.");
        }

        process.Start();
        var state = await SettledAsync(process.Name, cancellationToken).WaitAsync(HealthyWithin, cancellationToken);
        return state is ResourceState.Healthy or ResourceState.Completed
            ? new CommandResult(true, $"{process.Name} is {(state == ResourceState.Healthy ? "healthy" : "done")}.")
            : new CommandResult(false, $"{process.Name} is {state.ToString().ToLowerInvariant()}; its log tells why.");
    }

    private async Task<ResourceState> SettledAsync(string resource, CancellationToken cancellationToken)
    {
        using var watcher = watch.Watch();
        while (await watcher.WaitAsync(cancellationToken))
        {
            var state = supervision.Find(resource)!.State;
            if (state is ResourceState.Healthy or ResourceState.Completed or ResourceState.Failed)
            {
                return state;
            }
        }

        return ResourceState.Stopped;
    }
}
