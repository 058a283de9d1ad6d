using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// Makes the first data-protection key under a lock. Two instances that start at the same time would each make one, and read the
/// other's only a day later: forms filled in at one of them would be refused by the other.
/// </summary>
public sealed class FirstProtectionKey(NpgsqlDataSource database, IDataProtectionProvider protection) : IHostedService
{
    /// <summary>Any number that the instances share; a lock belongs to one database.</summary>
    private const string Lock = "select pg_advisory_xact_lock(7110006)";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(Lock, connection, transaction))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // The first use reads the keys, and makes one when there is none.
        protection.CreateProtector(nameof(FirstProtectionKey)).Protect([1]);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
