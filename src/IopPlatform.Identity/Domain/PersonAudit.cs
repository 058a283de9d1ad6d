using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Audits what somebody does to their own sign-in. It belongs to no single organization, so each that the person belongs to
/// gets the row.
/// </summary>
public sealed class PersonAudit(SignInDirectory directory, TenantDatabases databases)
{
    public async Task WriteAsync(Guid personId, string action, object? details, CancellationToken cancellationToken)
    {
        foreach (var reach in (await directory.ReachesOfAsync(personId, cancellationToken)).Where(reach => reach.Active))
        {
            await databases.For(reach.As(personId), action).Write()
                .Audit("person", personId, reach.PatientId, details)
                .CommitAsync(cancellationToken);
        }
    }
}
