using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Commits the changes of messages: while one transaction is under way, those that come meanwhile gather and go together in the next
/// one, one after the other in one batch. Each change stays whole, since all of them are committed or none; when one breaks a rule, each is
/// tried again by itself, so that its failure is its own. One transaction at a time, so that two of them cannot wait for each other's rows.
/// </summary>
internal sealed class SharedCommits
{
    private const int ChangesMax = 32;
    private static readonly ConditionalWeakTable<NpgsqlDataSource, SharedCommits> BySource = [];
    private readonly NpgsqlDataSource source;
    private readonly GatheringQueue<Change> changes;

    private SharedCommits(NpgsqlDataSource source)
    {
        this.source = source;
        changes = new GatheringQueue<Change>(ChangesMax, CommitAsync);
    }

    public static SharedCommits Of(NpgsqlDataSource source) => BySource.GetValue(source, one => new SharedCommits(one));

    /// <summary>Ends when the change is committed; fails as it would have failed alone.</summary>
    public Task CommitAsync(PendingChange pending, CancellationToken cancellationToken)
    {
        var change = new Change(pending, Activity.Current, cancellationToken);
        changes.Add(change);
        return change.Committed;
    }

    private async Task CommitAsync(IReadOnlyList<Change> gathered)
    {
        var wanted = gathered.Where(change => !change.IsCanceled()).ToList();
        if (wanted.Count == 0 || await TryAsync(wanted) || wanted.Count == 1) return;

        foreach (var change in wanted)
        {
            change.BeginAgain();
            await TryAsync([change]);
        }
    }

    /// <returns>False when nothing was committed and nobody was told, because one of several broke a rule.</returns>
    private async Task<bool> TryAsync(IReadOnlyList<Change> together)
    {
        Activity.Current = together[0].Activity;
        try
        {
            await PendingChange.CommitAsync(source, [.. together.Select(change => change.Pending)], CancellationToken.None);
        }
        catch (PostgresException) when (together.Count > 1)
        {
            return false;
        }
        catch (Exception exception)
        {
            foreach (var change in together) change.Fail(exception);
            return true;
        }

        foreach (var change in together) change.Done();
        return true;
    }

    private sealed class Change(PendingChange pending, Activity? activity, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PendingChange Pending { get; private set; } = pending;

        /// <summary>Of the trace that the transaction is shown in: that of its first change.</summary>
        public Activity? Activity => activity;

        public Task Committed => committed.Task;

        public bool IsCanceled() => cancellationToken.IsCancellationRequested && committed.TrySetCanceled(cancellationToken);

        public void BeginAgain() => Pending = Pending.Again();

        public void Done() => committed.TrySetResult();

        public void Fail(Exception exception) => committed.TrySetException(exception);
    }
}
