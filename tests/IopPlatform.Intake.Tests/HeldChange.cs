using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Intake.Tests;

/// <summary>A change that is made but not committed, until the service stands behind its lock.</summary>
internal sealed class HeldChange : IAsyncDisposable
{
    private readonly IntakeFixture fixture;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldChange(IntakeFixture fixture, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.fixture, this.connection, this.transaction) = (fixture, connection, transaction);

    public static async Task<HeldChange> BeginAsync(IntakeFixture fixture, string sql, params Guid[] parameters)
    {
        var connection = new NpgsqlConnection(fixture.Database.Migrator);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = parameter });
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        return new HeldChange(fixture, connection, transaction);
    }

    /// <summary>Waits until another session is blocked by this one, then commits.</summary>
    public async Task CommitWhenWaitedForAsync()
    {
        await Eventually.BecomesTrueAsync(
            async () => (await fixture.SqlAsync<long>(
                "select count(*) from pg_stat_activity where $1 = any (pg_blocking_pids(pid))", connection.ProcessID)).Single() > 0,
            "the service's statement to wait for the row lock that this test holds");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
