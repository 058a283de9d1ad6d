namespace IopPlatform.Persistence.Tenancy;

/// <summary>What comes while a group is being handled gathers, and goes together in the next group.</summary>
/// <param name="groupMax">How many at most are handled together.</param>
/// <param name="handle">Handles one group at a time; tells each item of its own failure and throws nothing.</param>
internal sealed class GatheringQueue<T>(int groupMax, Func<IReadOnlyList<T>, Task> handle)
{
    private readonly Lock gate = new();
    private readonly Queue<T> waiting = new();
    private bool isRunning;

    public void Add(T item)
    {
        lock (gate)
        {
            waiting.Enqueue(item);
            if (isRunning) return;

            isRunning = true;
            // What follows belongs to no request or message in particular.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } group) await handle(group);
    }

    private List<T> Take()
    {
        var group = new List<T>();
        lock (gate)
        {
            while (group.Count < groupMax && waiting.TryDequeue(out var item)) group.Add(item);
            isRunning = group.Count > 0;
        }

        return group;
    }
}
