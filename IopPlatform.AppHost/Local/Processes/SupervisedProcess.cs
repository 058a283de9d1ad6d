namespace IopPlatform.AppHost.Local;

public enum ResourceState
{
    Waiting,
    Starting,
    Healthy,
    Unhealthy,
    Restarting,

    /// <summary>An operator has asked it to end.</summary>
    Stopping,
    Completed,
    Failed,

    /// <summary>Not running, by an operator's will or because the platform ends; nobody starts it again but an operator.</summary>
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
    private readonly Lock gate = new();
    private Turn turn = new();
    private ChildProcess? child;

    public string Name => resource.Name;

    public ResourceState State { get; private set; }

    public int? ProcessId => child?.Id;

    /// <summary>How often it was started again because it had ended; an operator's starts do not count.</summary>
    public int Restarts { get; private set; }

    /// <summary>How the process was started last; null before its first start.</summary>
    public LaunchSpec? Launched { get; private set; }

    /// <summary>When the present process, or else the last one, was started.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it was last asked whether it is ready for work.</summary>
    public DateTimeOffset? ProbedAt { get; private set; }

    /// <summary>How the last process ended; null when none has.</summary>
    public ProcessExit? LastExit { get; private set; }

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

    /// <summary>Ends it by an operator's will: it stays stopped until <see cref="Start"/>, and does not count as failed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var present = turn;
        present.Halt();
        await present.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>Starts it again after it was stopped, has completed or has failed.</summary>
    /// <returns>False when it runs, or is about to.</returns>
    public bool Start()
    {
        lock (gate)
        {
            var atRest = State is ResourceState.Stopped or ResourceState.Completed or ResourceState.Failed;
            if (turn is { Ended.IsCompleted: false, IsHalted: false } && !atRest)
            {
                return false;
            }

            var former = turn;
            turn = new Turn();
            if (atRest)
            {
                Become(ResourceState.Waiting);
            }

            former.GiveWay();
            return true;
        }
    }

    /// <summary>Runs until <paramref name="stop"/> is raised.</summary>
    public async Task RunAsync(Task dependencies, CancellationToken stop)
    {
        for (var first = true; !stop.IsCancellationRequested; first = false)
        {
            // An operator who starts what was given up for want of something knows better.
            var present = turn;
            using (var work = CancellationTokenSource.CreateLinkedTokenSource(stop))
            {
                present.Begin(work);
                await RunTurnAsync(first || !dependencies.IsFaulted ? dependencies : Task.CompletedTask, work.Token, stop);
                present.End();
            }

            await Task.WhenAny(present.Successor, Task.Delay(Timeout.Infinite, stop));
        }
    }

    /// <summary>Runs until the process is given up, has completed, is stopped by an operator, or the platform ends.</summary>
    /// <param name="halt">Raised by an operator, and with <paramref name="stop"/>.</param>
    private async Task RunTurnAsync(Task dependencies, CancellationToken halt, CancellationToken stop)
    {
        try
        {
            Become(ResourceState.Waiting);
            if (await DependenciesAsync(dependencies, halt))
            {
                await KeepRunningAsync(halt, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Become(ResourceState.Stopped);
            ready.TrySetCanceled(CancellationToken.None);
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            Become(ResourceState.Stopped);
            logs.Note(Name, "stopped by an operator");
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

    private async Task KeepRunningAsync(CancellationToken halt, CancellationToken stop)
    {
        for (var failures = 0; ;)
        {
            var began = TimeProvider.System.GetTimestamp();
            var exitCode = await RunOnceAsync(halt, stop);
            halt.ThrowIfCancellationRequested();
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
            logs.Note(Name, $"{ProcessExit.Words(exitCode)}; starts again in {delay.TotalSeconds:0.0} s");
            await Task.Delay(delay, halt);
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

    private async Task<int> RunOnceAsync(CancellationToken halt, CancellationToken stop)
    {
        Become(ResourceState.Starting);
        var spec = await resource.Prepare(halt);
        Launched = spec;
        StartedAt = TimeProvider.System.GetUtcNow();
        using var running = ChildProcess.Start(spec, resource.Stage, resource.StopSignal, guard, line => logs.Append(Name, line));
        child = running;
        onChange();
        var exit = running.ExitAsync();
        await (resource.OneShot ? Task.WhenAny(exit, Task.Delay(Timeout.Infinite, halt)) : WatchAsync(exit, halt));
        if (halt.IsCancellationRequested && !stop.IsCancellationRequested && !exit.IsCompleted)
        {
            Become(ResourceState.Stopping);
            running.AskToEnd(resource.StopSignal);
        }

        // A platform that ends sends the guard's signals, so the end is waited for in either case.
        var exitCode = await (halt.IsCancellationRequested ? EndAsync(running, exit) : exit);
        child = null;
        LastExit = new ProcessExit(exitCode, TimeProvider.System.GetUtcNow(), Asked: halt.IsCancellationRequested);
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
            if (stop.IsCancellationRequested)
            {
                return;
            }

            ProbedAt = TimeProvider.System.GetUtcNow();
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

    /// <summary>The time from a start to the moment when an operator stops it, it completes, or it is given up.</summary>
    private sealed class Turn
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource successor = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock gate = new();
        private CancellationTokenSource? work;

        public bool IsHalted { get; private set; }

        public Task Ended => ended.Task;

        /// <summary>Ends when the next turn is there.</summary>
        public Task Successor => successor.Task;

        /// <param name="source">Cancels what the turn does; the turn forgets it when it ends.</param>
        public void Begin(CancellationTokenSource source)
        {
            lock (gate)
            {
                work = source;
                if (IsHalted)
                {
                    source.Cancel();
                }
            }
        }

        public void Halt()
        {
            lock (gate)
            {
                IsHalted = true;
                work?.Cancel();
            }
        }

        public void End()
        {
            lock (gate)
            {
                work = null;
            }

            ended.TrySetResult();
        }

        public void GiveWay() => successor.TrySetResult();
    }
}
