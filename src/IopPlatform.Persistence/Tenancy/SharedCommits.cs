using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Commits the changes of messages: while one transaction is under way, those that come meanwhile gather and go together in the next
/// one, one after the other in one batch. Each change stays whole, since all of them are committed or none; when one breaks a rule, each is
/// tried again by itself, so that its failure is its own. One transaction at a time, so that two of them cannot wait for each other's rows.
/// </summary>
internal sealed class SharedCommits(NpgsqlDataSource source)
{
    private const int ChangesMax = 32;
    private static readonly ConditionalWeakTable<NpgsqlDataSource, SharedCommits> BySource = [];
    private readonly Lock gate = new();
    private readonly Queue<Change> waiting = new();
    private bool isRunning;

    public static SharedCommits Of(NpgsqlDataSource source) => BySource.GetValue(source, one => new SharedCommits(one));

    /// <summary>Ends when the change is committed; fails as it would have failed alone.</summary>
    public Task CommitAsync(PendingChange pending, CancellationToken cancellationToken)
    {
        var change = new Change(pending, Activity.Current, cancellationToken);
        lock (gate)
        {
            waiting.Enqueue(change);
            if (!isRunning)
            {
                isRunning = true;
                // What follows belongs to no request or message in particular.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(RunAsync, CancellationToken.None);
                }
            }
        }

        return change.Committed;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } changes)
        {
            if (await TryAsync(changes) || changes.Count == 1) continue;
            foreach (var change in changes)
            {
                await TryAsync([change]);
            }
        }
    }

    private List<Change> Take()
    {
        var taken = new List<Change>();
        lock (gate)
        {
            while (taken.Count < ChangesMax && waiting.TryDequeue(out var change))
            {
                if (!change.IsCanceled()) taken.Add(change);
            }

            isRunning = taken.Count > 0;
        }

        return taken;
    }

    /// <returns>False when nothing was committed and nobody was told, because one of several broke a rule.</returns>
    private async Task<bool> TryAsync(IReadOnlyList<Change> changes)
    {
        Activity.Current = changes[0].Activity;
        try
        {
            await PendingChange.CommitAsync(source, [.. changes.Select(change => change.Pending)], CancellationToken.None);
        }
        catch (PostgresException) when (changes.Count > 1)
        {
            return false;
        }
        catch (Exception exception)
        {
            foreach (var change in changes) change.Fail(exception);
            return true;
        }

        foreach (var change in changes) change.Done();
        return true;
    }

    private sealed class Change(PendingChange pending, Activity? activity, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PendingChange Pending => pending;

        /// <summary>Of the trace that the transaction is shown in: that of its first change.</summary>
        public Activity? Activity => activity;

        public Task Committed => committed.Task;

        public bool IsCanceled() => cancellationToken.IsCancellationRequested && committed.TrySetCanceled(cancellationToken);

        public void Done() => committed.TrySetResult();

        public void Fail(Exception exception) => committed.TrySetException(exception);
    }
}
