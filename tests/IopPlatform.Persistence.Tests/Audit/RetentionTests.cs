using Npgsql;

namespace IopPlatform.Persistence.Tests.Audit;

/// <summary>Audit rows are kept for six years (45 CFR 164.316(b)(2)): nothing of the platform can take them away or change them.</summary>
public sealed class RetentionTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trail_AppOrRelay_CannotChangeOrDeleteIt()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await database.SealRowsAsync(1);
        foreach (var role in new[] { database.Database.App, database.Database.Relay })
        {
            await using var source = NpgsqlDataSource.Create(role);
            foreach (var table in new[] { "audit", "chart_reads" })
            {
                foreach (var sql in new[]
                {
                    $"update {table} set subject = 'x'", $"delete from {table}", $"truncate {table}", $"drop table {table}",
                    $"alter table {table} disable row level security",
                })
                {
                    await using var command = source.CreateCommand(sql);
                    var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
                    Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
                }
            }
        }
    }

    [Fact]
    public async Task Relay_InsertsNoAuditRow()
    {
        await using var database = await SealedDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.Database.Relay);
        await using var command = source.CreateCommand(
            "insert into audit (organization_id, at, subject, action, resource_type, resource_id) "
            + "values (gen_random_uuid(), now(), 'x', 'x', 'x', gen_random_uuid())");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
