namespace IopPlatform.Messaging.Outbox;

/// <summary>Outbox rows that the broker returned; they are left out of the next batches for a while.</summary>
internal sealed class RefusedRows(TimeProvider time)
{
    /// <summary>More are offered again at once: the list travels with each query.</summary>
    private const int RowsMax = 5_000;
    private static readonly TimeSpan StandBack = TimeSpan.FromSeconds(5);
    private readonly Queue<(long Id, long Since)> rows = new();

    public void Add(long id)
    {
        if (rows.Count < RowsMax) rows.Enqueue((id, time.GetTimestamp()));
    }

    /// <summary>The rows that are not to be offered now.</summary>
    public long[] NotYet()
    {
        while (rows.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) > StandBack)
        {
            rows.Dequeue();
        }

        return [.. rows.Select(row => row.Id)];
    }
}
