using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>An active site within the caller's reach, with the day that it is there.</summary>
public sealed record ReceivingSite(Guid Id, DateOnly Today)
{
    public static Task<ReceivingSite?> FindAsync(
        TenantDatabase db, Guid siteId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<ReceivingSite>(
            "select id, ($2::timestamptz at time zone time_zone)::date as today from sites where id = $1 and active",
            [siteId, now],
            cancellationToken);
}
