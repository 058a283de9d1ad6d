namespace IopPlatform.Persistence.Encryption;

/// <summary>An organization's data keys as they were when they were loaded.</summary>
internal sealed class OrganizationKeys
{
    private readonly Dictionary<Guid, DataKey> byId = [];
    private readonly Dictionary<Guid, EncryptionException> locked = [];
    private readonly Dictionary<string, Guid> newest = [];

    /// <param name="loadedAt">A timestamp of the time provider.</param>
    public OrganizationKeys(Guid organizationId, IEnumerable<DataKeyRow> rows, PlatformKeys platform, long loadedAt)
    {
        (OrganizationId, LoadedAt) = (organizationId, loadedAt);
        foreach (var row in rows.OrderBy(row => row.Number))
        {
            newest[row.Purpose] = row.Id;
            try
            {
                byId[row.Id] = DataKey.Unwrap(row, platform);
            }
            catch (EncryptionException exception)
            {
                // Kept until somebody needs this key: the others still work.
                locked[row.Id] = exception;
            }
        }
    }

    public Guid OrganizationId { get; }

    public long LoadedAt { get; }

    public bool Knows(Guid keyId) => byId.ContainsKey(keyId) || locked.ContainsKey(keyId);

    /// <summary>The key that is written with; null when the purpose has none yet.</summary>
    /// <exception cref="EncryptionException">It cannot be unwrapped.</exception>
    public DataKey? Newest(string purpose) => newest.TryGetValue(purpose, out var id) ? Get(id) : null;

    /// <exception cref="EncryptionException">There is no such key, or it cannot be unwrapped.</exception>
    public DataKey Get(Guid id) => byId.TryGetValue(id, out var key)
        ? key
        : throw new EncryptionException(
            locked.TryGetValue(id, out var why) ? why.Message : $"The organization has no data key {id}.", why);
}
