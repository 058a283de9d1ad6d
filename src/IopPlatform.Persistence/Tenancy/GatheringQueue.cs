using System.Diagnostics;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>What comes while a group is being handled gathers, and goes together in the next group. What comes to an idle queue goes at once.</summary>
/// <param name="groupMax">How many at most are handled together.</param>
/// <param name="gathersFor">Shortest time from the beginning of one group to the next, unless that one is full when the former one ends.</param>
/// <param name="handle">Handles one group at a time; tells each item of its own failure and throws nothing.</param>
internal sealed class GatheringQueue<T>(int groupMax, TimeSpan gathersFor, Func<IReadOnlyList<T>, Task> handle)
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
        while (Take() is { Count: > 0 } group)
        {
            var began = Stopwatch.GetTimestamp();
            await handle(group);
            var rest = gathersFor - Stopwatch.GetElapsedTime(began);
            if (rest > TimeSpan.Zero && !IsFull()) await Task.Delay(rest);
        }
    }

    private bool IsFull()
    {
        lock (gate)
        {
            return waiting.Count >= groupMax;
        }
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
