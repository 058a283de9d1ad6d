using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Persistence.Encryption;

/// <summary>How many rows of a field stand under a key.</summary>
internal sealed record KeyUse(string Field, Guid? KeyId, long Rows);

/// <summary>What an organization still has under former keys.</summary>
internal sealed class FormerKeys(
    TenantDatabases databases, Reencryption reencryption, IEnumerable<ProtectedField> fields, DataKeys keys)
{
    /// <summary>So long after a rotation some process may still write with the former key, transactions that had begun included.</summary>
    public static readonly TimeSpan WrittenWithFor = DataKeys.NewestFor + TimeSpan.FromMinutes(1);

    /// <summary>A former key is deleted no sooner than this after its successor was made.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    /// <summary>Encrypts what is under former keys again. True when nothing was that could be.</summary>
    public async Task<bool> MoveOnAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var clean = true;
        foreach (var field in fields)
        {
            clean &= (await reencryption.RunAsync(organizationId, field, cancellationToken)).IsClean;
        }

        return clean;
    }

    /// <summary>The rows of each field by key; plain ones have none.</summary>
    public async Task<IReadOnlyList<KeyUse>> CountAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var database = databases.For(Caller.Service(organizationId, "encryption"), "keys.count");
        var counts = new List<KeyUse>();
        foreach (var field in fields)
        {
            counts.AddRange(await database.QueryAsync<KeyUse>(
                $"""
                select '{field}' as field, case when iop.is_sealed({field.Column})
                    then encode(substring({field.Column} from 2 for 16), 'hex')::uuid end as key_id, count(*) as rows
                from {field.Table} where {field.Column} is not null group by 2
                """,
                [],
                cancellationToken));
        }

        return counts;
    }

    /// <summary>Deletes the keys that have a successor and no row.</summary>
    public async Task DeleteAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var used = (await CountAsync(organizationId, cancellationToken)).Select(use => use.KeyId).OfType<Guid>().Distinct();
        var database = databases.For(Caller.Service(organizationId, "encryption"), "keys.delete");
        var unused = await database.QueryAsync<Guid>(
            """
            select former.id from data_keys former
            where former.purpose = any($1) and former.id <> all($2)
                and exists (select from data_keys newer where newer.purpose = former.purpose and newer.number > former.number)
            """,
            [KeyPurpose.Rotating, used.ToArray()],
            cancellationToken);
        foreach (var id in unused)
        {
            await database.Write()
                .Add("delete from data_keys where id = $1", id)
                .Audit("data-key", id)
                .CommitAsync(cancellationToken);
        }

        keys.Forget(organizationId);
    }
}
