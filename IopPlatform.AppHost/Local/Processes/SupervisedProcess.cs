namespace IopPlatform.AppHost.Local;

public enum ResourceState
{
    Waiting,
    Starting,
    Healthy,
    Unhealthy,
    Restarting,
    Completed,
    Failed,
    Stopped,
}

/// <summary>A process to keep running.</summary>
/// <param name="Prepare">Makes ready what the process needs and says how to start it; runs before each start.</param>
/// <param name="Probe">Whether it is ready for work; an exception counts as not ready.</param>
internal sealed record ProcessResource(
    string Name,
    Stage Stage,
    Func<CancellationToken, Task<LaunchSpec>> Prepare,
    Func<CancellationToken, Task<bool>> Probe)
{
    /// <summary>Asks the process to end.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>Replaces the probe once it was ready; for servers that log every short connection.</summary>
    public Func<CancellationToken, Task<bool>>? Check { get; init; }

    /// <summary>It is to end with 0 by itself; it is started again only when it was killed.</summary>
    public bool OneShot { get; init; }
}

/// <summary>Starts a process, probes it, and starts it again with backoff when it ends.</summary>
internal sealed class SupervisedProcess(ProcessResource resource, Guard guard, LogHub logs, Backoff backoff, Action onChange)
{
    private static readonly TimeSpan GuardEndsWithin = TimeSpan.FromSeconds(18);
    private const int FailuresBeforeFirstHealthMax = 6;

    /// <summary>A process that a signal ended has the exit code 128 + the signal's number.</summary>
    private const int EndedBySignal = 128;
    private const int OneShotRestartsMax = 3;
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);

    /// <summary>Who waits for another, as every service does while its database is away, is not to be kept busy with saying so.</summary>
    private static readonly TimeSpan AskUnhealthyEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? child;

    public string Name => resource.Name;

    public ResourceState State { get; private set; }

    public int? ProcessId => child?.Id;

    public int Restarts { get; private set; }

    /// <summary>Ends when it is ready for the first time, or fails when it cannot become so.</summary>
    public Task Ready => ready.Task;

    public void Kill() => child?.Kill();

    public void AskToEnd() => child?.AskToEnd();

    /// <summary>Sends a signal to the process, its group and its children (PostgreSQL's lead groups of their own).</summary>
    public void Signal(int signal)
    {
        if (child is not { } running) return;
        foreach (var id in ProcessTable.Group(running.Id).Union(ProcessTable.Children(running.Id))) Native.Signal(id, signal);
    }

    /// <summary>Runs until the process is given up, has completed, or <paramref name="stop"/> is raised.</summary>
    public async Task RunAsync(Task dependencies, CancellationToken stop)
    {
        try
        {
            if (await DependenciesAsync(dependencies, stop))
            {
                await KeepRunningAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Become(ResourceState.Stopped);
            ready.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whatever went wrong belongs to this resource; those that wait for it learn of it through Ready.
            Become(ResourceState.Failed);
            logs.Note(Name, exception.Message);
            ready.TrySetException(exception);
        }
    }

    /// <returns>False when one of them failed, which its own log tells.</returns>
    private async Task<bool> DependenciesAsync(Task dependencies, CancellationToken stop)
    {
        try
        {
            await dependencies.WaitAsync(stop);
            return true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            Become(ResourceState.Stopped);
            ready.TrySetException(new InvalidOperationException($"{Name} was not started: {exception.Message}", exception));
            return false;
        }
    }

    private async Task KeepRunningAsync(CancellationToken stop)
    {
        for (var failures = 0; ;)
        {
            var began = TimeProvider.System.GetTimestamp();
            var exitCode = await RunOnceAsync(stop);
            stop.ThrowIfCancellationRequested();
            // What was killed did not fail: whoever is to end with 0 continues where it was interrupted.
            if (resource.OneShot && (exitCode <= EndedBySignal || Restarts >= OneShotRestartsMax))
            {
                Complete(exitCode);
                return;
            }

            failures = TimeProvider.System.GetElapsedTime(began) >= backoff.ForgivenAfter ? 1 : failures + 1;
            if (!ready.Task.IsCompleted && failures >= FailuresBeforeFirstHealthMax)
            {
                throw new InvalidOperationException($"{Name} ended {failures} times before it became healthy, last with {exitCode}.");
            }

            Become(ResourceState.Restarting);
            var delay = backoff.Delay(failures);
            logs.Note(Name, $"ended with {exitCode}; starts again in {delay.TotalSeconds:0.0} s");
            await Task.Delay(delay, stop);
            Restarts++;
        }
    }

    private void Complete(int exitCode)
    {
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{Name} ended with {exitCode}.");
        }

        Become(ResourceState.Completed);
        ready.TrySetResult();
    }

    private async Task<int> RunOnceAsync(CancellationToken stop)
    {
        Become(ResourceState.Starting);
        var spec = await resource.Prepare(stop);
        using var running = ChildProcess.Start(spec, resource.Stage, resource.StopSignal, guard, line => logs.Append(Name, line));
        child = running;
        onChange();
        var exit = running.ExitAsync();
        if (!resource.OneShot)
        {
            await WatchAsync(exit, stop);
        }

        // A raised stop is followed by the guard's signals, so the end is waited for in either case.
        var exitCode = await (stop.IsCancellationRequested ? EndAsync(running, exit) : exit);
        child = null;
        return exitCode;
    }

    /// <summary>The guard can miss a child that was started in its last moment, before the child had a group; nothing may hang on it.</summary>
    private static async Task<int> EndAsync(ChildProcess running, Task<int> exit)
    {
        try
        {
            return await exit.WaitAsync(GuardEndsWithin);
        }
        catch (TimeoutException)
        {
            running.Kill();
            return await exit;
        }
    }

    private async Task WatchAsync(Task exit, CancellationToken stop)
    {
        while (!exit.IsCompleted && !stop.IsCancellationRequested)
        {
            var healthy = await ProbeAsync(stop);
            if (healthy && !exit.IsCompleted)
            {
                Become(ResourceState.Healthy);
                ready.TrySetResult();
            }
            else if (State == ResourceState.Healthy)
            {
                Become(ResourceState.Unhealthy);
            }

            await Task.WhenAny(exit, Task.Delay(Pause(State), stop));
        }
    }

    private static TimeSpan Pause(ResourceState state) => state switch
    {
        ResourceState.Healthy => CheckEvery,
        ResourceState.Unhealthy => AskUnhealthyEvery,
        _ => ProbeEvery,
    };

    private async Task<bool> ProbeAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ProbeWithin);
        try
        {
            return await (ready.Task.IsCompleted && State == ResourceState.Healthy ? resource.Check ?? resource.Probe : resource.Probe)(limit.Token);
        }
        catch (Exception)
        {
            // Refused connections and half-open servers are what a probe meets while its resource starts.
            return false;
        }
    }

    private void Become(ResourceState state)
    {
        if (State != state)
        {
            State = state;
            onChange();
        }
    }
}
