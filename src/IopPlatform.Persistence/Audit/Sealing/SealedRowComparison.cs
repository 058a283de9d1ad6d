namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>Compares the rows of batches with what was sealed, and counts the differences.</summary>
internal sealed class SealedRowComparison
{
    private const int NamedMax = 20;

    /// <summary>
    /// A row is written within seconds of the time that it carries. One that claims to be older than the batch before it by more
    /// than this was written back.
    /// </summary>
    private static readonly TimeSpan LatenessMax = TimeSpan.FromMinutes(10);

    private readonly List<string> named = [];

    public long Sealed { get; private set; }

    public long Changed { get; private set; }

    public long Removed { get; private set; }

    public long Added { get; private set; }

    public IReadOnlyList<string> Named => named;

    /// <param name="rows">Everything that lies in the batch's range by now.</param>
    /// <param name="batchBefore">When the batch before this one was sealed.</param>
    public void Compare(SealedTrail part, IReadOnlyList<SealableRow> rows, DateTimeOffset? batchBefore)
    {
        Sealed += part.Ids.Count;
        var byId = rows.ToLookup(row => row.Position.Id);
        var whole = new List<byte[]>();
        for (var index = 0; index < part.Ids.Count; index++)
        {
            var id = part.Ids[index];
            if (byId[id].FirstOrDefault(row => part.Holds(index, row.Hash)) is { } same)
            {
                whole.Add(same.Hash);
                if (same.At < batchBefore - LatenessMax) Add(part.Table, id, $"claims the time {same.At:O}, but was written after {batchBefore:O}");
            }
            else if (byId[id].Any())
            {
                Changed++;
                Name(part.Table, id, "was changed");
            }
            else
            {
                Removed++;
                Name(part.Table, id, "was removed");
            }
        }

        var expected = part.Ids.GroupBy(id => id).ToDictionary(group => group.Key, group => group.Count());
        foreach (var group in byId)
        {
            for (var surplus = group.Count() - expected.GetValueOrDefault(group.Key); surplus > 0; surplus--)
            {
                Add(part.Table, group.Key, "was added");
            }
        }

        if (whole.Count == part.Ids.Count && SealedTrail.HashOver(whole) != part.Hash)
        {
            Changed++;
            Name(part.Table, part.Ids[0], "or another row of its batch was changed");
        }
    }

    private void Add(string table, long id, string what)
    {
        Added++;
        Name(table, id, what);
    }

    private void Name(string table, long id, string what)
    {
        if (named.Count < NamedMax) named.Add($"{table} {id} {what}.");
    }
}
