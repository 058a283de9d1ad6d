using IopPlatform.Persistence.Schema;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Schema;

public sealed class SchemaMigrationTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Again_AppliesNothing()
    {
        var database = await TestDatabase.CreateAsync("again", typeof(SchemaMigrationTests).Assembly);
        Assert.Empty(await SchemaMigration.RunAsync(database.Migrator, [typeof(SchemaMigration).Assembly, typeof(SchemaMigrationTests).Assembly], Cancel));
    }

    [Fact]
    public async Task Run_AppliedFileHasChanged_NamesIt()
    {
        var database = await TestDatabase.CreateAsync("changed", typeof(SchemaMigrationTests).Assembly);
        await using (var source = NpgsqlDataSource.Create(database.Migrator))
        {
            await using var command = source.CreateCommand(
                "set role none; update iop_schema.applied set checksum = 'other' where name like '%widgets%'");
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var refused = await Assert.ThrowsAsync<SchemaMigrationException>(
            () => SchemaMigration.RunAsync(database.Migrator, [typeof(SchemaMigrationTests).Assembly], Cancel));
        Assert.Contains("0001_widgets.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TwoAtOnce_BothSucceedAndEachFileRunsOnce()
    {
        var database = await TestDatabase.CreateAsync("race", assembly: null);
        var applied = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            SchemaMigration.RunAsync(database.Migrator, [typeof(SchemaMigrationTests).Assembly], Cancel)));
        Assert.Equal(
            [
                "IopPlatform.Persistence.Tests/0001_widgets.sql", "IopPlatform.Persistence.Tests/0002_letters.sql",
                "IopPlatform.Persistence.Tests/0003_wards.sql",
            ],
            applied.SelectMany(names => names).Order(StringComparer.Ordinal));
    }
}
