using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>Opens the database for a given caller, where there is no request or message scope (grains, background work).</summary>
public sealed class TenantDatabases(NpgsqlDataSource source, CommitSignal signal, TimeProvider time)
{
    /// <param name="action">The name under which changes are audited.</param>
    public TenantDatabase For(Caller caller, string action) =>
        new(source, new TenantContext { Caller = caller, Action = action }, signal, time);
}
