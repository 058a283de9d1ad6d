using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Audits what somebody does to their own sign-in. It belongs to no single organization, so each that the person belongs to
/// gets the row.
/// </summary>
public sealed class PersonAudit(SignInDirectory directory, TenantDatabases databases)
{
    public Task WriteAsync(Guid personId, string action, object? details, CancellationToken cancellationToken) =>
        ChangeAsync(personId, action, details, change: null, cancellationToken);

    /// <summary>Makes a change in the transaction of its audit row; further organizations get their rows after it.</summary>
    /// <returns>False, and nothing is done, for somebody who belongs nowhere any more.</returns>
    /// <exception cref="StaleWriteException">The change met no row; nothing is done.</exception>
    public async Task<bool> ChangeAsync(
        Guid personId, string action, object? details, Action<WriteBatch>? change, CancellationToken cancellationToken)
    {
        var reaches = (await directory.ReachesOfAsync(personId, cancellationToken)).Where(reach => reach.Active).ToList();
        foreach (var reach in reaches)
        {
            var write = databases.For(reach.As(personId), action).Write();
            if (reach == reaches[0])
            {
                change?.Invoke(write);
            }

            await write.Audit("person", personId, reach.PatientId, details).CommitAsync(cancellationToken);
        }

        return reaches.Count > 0;
    }
}
