using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace IopPlatform.Web.Server;

/// <summary>
/// The sessions of people's browsers: who is signed in, with their tokens. The cookie holds a random id and no more, so that a
/// session ends at once wherever it is ended from, and no token reaches a browser.
/// </summary>
internal sealed partial class Tickets(
    NpgsqlDataSource database, IDataProtectionProvider protection, TimeProvider time, ILogger<Tickets> logger) : ITicketStore
{
    /// <summary>The claim by which a circuit finds the ticket that it was opened with.</summary>
    public const string Claim = "ticket";

    private readonly IDataProtector protector = protection.CreateProtector("IopPlatform.Web.Tickets");

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        var id = new Guid(RandomNumberGenerator.GetBytes(16));
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(Claim, id.ToString()));
        await ExecuteAsync(
            "insert into tickets (id, sealed, expires_at) values ($1, $2, $3)", cancellationToken, id, Seal(id, ticket), ExpiryOf(ticket));
        return id.ToString();
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    public Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        Guid.TryParse(key, out var id)
            ? ExecuteAsync(
                "update tickets set sealed = $2, expires_at = $3 where id = $1", cancellationToken, id, Seal(id, ticket), ExpiryOf(ticket))
            : Task.CompletedTask;

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        Guid.TryParse(key, out var id) ? await FindAsync(id, cancellationToken) : null;

    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        Guid.TryParse(key, out var id) ? EndAsync(id, cancellationToken) : Task.CompletedTask;

    /// <returns>Null when the session has ended.</returns>
    public async Task<AuthenticationTicket?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, id, forChange: false, cancellationToken);
    }

    /// <summary>
    /// Changes a ticket while nobody else can: a refresh token counts once, so two tabs, or two instances, must not use it both.
    /// </summary>
    /// <param name="change">Returns the ticket to keep; null ends the session.</param>
    public async Task<AuthenticationTicket?> ChangeAsync(
        Guid id, Func<AuthenticationTicket, Task<AuthenticationTicket?>> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(connection, id, forChange: true, cancellationToken) is not { } present) return null;
        var changed = await change(present);
        await using var command = changed is null
            ? Command(connection, "delete from tickets where id = $1", id)
            : Command(connection, "update tickets set sealed = $2, expires_at = $3 where id = $1", id, Seal(id, changed), ExpiryOf(changed));
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    public Task EndAsync(Guid id, CancellationToken cancellationToken) =>
        ExecuteAsync("delete from tickets where id = $1", cancellationToken, id);

    public Task PruneAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("delete from tickets where expires_at < $1", cancellationToken, time.GetUtcNow());

    private async Task<AuthenticationTicket?> FindAsync(
        NpgsqlConnection connection, Guid id, bool forChange, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            "select sealed from tickets where id = $1 and expires_at > $2" + (forChange ? " for update" : ""),
            id,
            time.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] text ? Open(id, text) : null;
    }

    /// <returns>Null when it does not open: the person signs in again, which is all that would help them anyway.</returns>
    private AuthenticationTicket? Open(Guid id, byte[] text)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(ProtectorOf(id).Unprotect(text));
        }
        catch (CryptographicException exception)
        {
            LogUnopened(exception.GetType().Name);
            return null;
        }
    }

    private byte[] Seal(Guid id, AuthenticationTicket ticket) => ProtectorOf(id).Protect(TicketSerializer.Default.Serialize(ticket));

    /// <summary>A ticket put into another row does not open.</summary>
    private IDataProtector ProtectorOf(Guid id) => protector.CreateProtector(id.ToString());

    private DateTimeOffset ExpiryOf(AuthenticationTicket ticket) => ticket.Properties.ExpiresUtc ?? time.GetUtcNow() + SignInExtensions.Lasts;

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    [LoggerMessage(LogLevel.Warning, "A session's ticket does not open ({Reason}): its key is gone, or it was changed in the database")]
    private partial void LogUnopened(string reason);
}

/// <summary>Removes the tickets of sessions that ended by themselves.</summary>
internal sealed class PruneTickets(Tickets tickets, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await tickets.PruneAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                // The next hour tries again; an expired ticket opens nothing meanwhile.
            }
        }
    }
}
