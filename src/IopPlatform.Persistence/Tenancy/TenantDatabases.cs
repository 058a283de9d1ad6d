using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>Opens the database for a given caller, where there is no request or message scope (grains, background work).</summary>
public sealed class TenantDatabases(NpgsqlDataSource source, CommitSignal signal, TimeProvider time, DataKeys keys)
{
    /// <param name="action">The name under which changes are audited.</param>
    /// <param name="inbox">The message whose effects are written, if it is one.</param>
    public TenantDatabase For(Caller caller, string action, InboxMessage? inbox = null) =>
        new(source, new TenantContext { Caller = caller, Action = action, Inbox = inbox }, signal, time, keys);
}
