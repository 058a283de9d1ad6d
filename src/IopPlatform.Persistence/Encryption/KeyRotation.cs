using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Persistence.Encryption;

/// <param name="Wrapped">Data keys that the first platform key wraps now and did not before.</param>
/// <param name="Left">Data keys that could not be unwrapped; they still need the platform key that they had.</param>
public sealed record RewrapResult(int Wrapped, int Left);

/// <summary>Makes new data keys, and wraps those there are by a new platform key. Each change is audited in its organization.</summary>
public sealed partial class KeyRotation(
    TenantDatabases databases,
    KeyDirectory directory,
    DataKeys keys,
    PlatformKeys platform,
    ReencryptionSignal signal,
    TimeProvider time,
    ILogger<KeyRotation> logger)
{
    /// <summary>
    /// Gives an organization a new key for each rotating purpose that it has one for. From now on this process writes with it,
    /// others within <see cref="DataKeys.NewestFor"/>; the rows under former keys are encrypted again in the background.
    /// </summary>
    /// <param name="organizationId">Null: every organization.</param>
    /// <returns>How many keys were made.</returns>
    public async Task<int> RotateAsync(Guid? organizationId, string subject, CancellationToken cancellationToken)
    {
        var newest = (await directory.ListAsync(organizationId, cancellationToken))
            .Where(key => KeyPurpose.Rotating.Contains(key.Purpose))
            .GroupBy(key => (key.OrganizationId, key.Purpose))
            .Select(group => group.MaxBy(key => key.Number)!)
            .ToList();
        foreach (var former in newest)
        {
            var key = DataKey.New(former.OrganizationId, Guid.CreateVersion7(time.GetUtcNow()), former.Purpose, former.Number + 1);
            var write = databases.For(Caller.Service(former.OrganizationId, subject), "keys.rotate").Write();
            await write
                .Add(DataKeyTable.Insert, DataKeyTable.Values(key, platform.First, write.Now))
                .Audit("data-key", key.Id, details: new { key.Purpose, key.Number })
                .CommitAsync(cancellationToken);
            keys.Forget(former.OrganizationId);
        }

        signal.Raise();
        return newest.Count;
    }

    /// <summary>
    /// Reads the platform keys again and wraps every data key by the first of them. The data keys stay the same, so no row
    /// changes.
    /// </summary>
    public async Task<RewrapResult> RewrapAsync(string subject, CancellationToken cancellationToken)
    {
        platform.Reload();
        var wrapping = platform.First;
        var old = (await directory.ListAsync(null, cancellationToken)).Where(key => key.PlatformKey != wrapping.Id).ToList();
        var wrapped = 0;
        foreach (var organization in old.GroupBy(key => key.OrganizationId))
        {
            wrapped += await RewrapAsync(databases.For(Caller.Service(organization.Key, subject), "keys.rewrap"), wrapping, cancellationToken);
            keys.Forget(organization.Key);
        }

        return new RewrapResult(wrapped, old.Count - wrapped);
    }

    private async Task<int> RewrapAsync(TenantDatabase database, PlatformKey wrapping, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<DataKeyRow>(
            """
            select organization_id, id, purpose, number, platform_key, wrapped, created_at from data_keys
            where platform_key <> $1
            """,
            [wrapping.Id],
            cancellationToken);
        var write = database.Write();
        var wrapped = 0;
        foreach (var row in rows)
        {
            try
            {
                write
                    .Add(
                        "update data_keys set platform_key = $3, wrapped = $4 where id = $1 and platform_key = $2",
                        row.Id, row.PlatformKey, wrapping.Id, DataKey.Unwrap(row, platform).Wrap(wrapping))
                    .Audit("data-key", row.Id, details: new { platformKey = wrapping.Id });
                wrapped++;
            }
            catch (EncryptionException exception)
            {
                LogLeft(exception, row.Id);
            }
        }

        await write.CommitAsync(cancellationToken);
        return wrapped;
    }

    [LoggerMessage(LogLevel.Error, "Data key {KeyId} could not be unwrapped and stays under its platform key")]
    private partial void LogLeft(Exception exception, Guid keyId);
}
