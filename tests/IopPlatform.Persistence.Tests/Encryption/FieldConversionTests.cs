using Dapper;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class FieldConversionTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly ProtectedField Memo = new("memos", "text");

    [Fact]
    public async Task Run_TableWithPlainRows_EncryptsThemAllAndTheyReadAsBefore()
    {
        var database = await DatabaseWithMemosAsync();
        await using var migrator = NpgsqlDataSource.Create(database.Migrator);
        var ids = new List<Guid>();
        for (var n = 0; n < 130; n++)
        {
            ids.Add(await InsertAsync(migrator, Organization(n), $$"""{"memo": "PLANTED {{n}}"}"""));
        }

        await ProtectAsync(migrator);
        Assert.Equal(130, await ConvertAsync(database, TestKeys.Platform));
        Assert.Equal(0, await ConvertAsync(database, TestKeys.Platform));

        await using var connection = await migrator.OpenConnectionAsync(Cancel);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("select count(*) from memos where position('PLANTED'::bytea in text) > 0"));
        Assert.True(await connection.ExecuteScalarAsync<bool>("select convalidated from pg_constraint where conname = 'memos_text_sealed'"));
        using var keys = new DataKeys(migrator, TestKeys.With(TestKeys.Platform), TimeProvider.System);
        for (var n = 0; n < ids.Count; n++)
        {
            var text = new SealedText((await connection.ExecuteScalarAsync<byte[]>("select text from memos where id = @id", new { id = ids[n] }))!);
            await keys.BindAsync(Organization(n), [text], Cancel);
            Assert.Equal($$"""{"memo": "PLANTED {{n}}"}""", text.Open(Memo, ids[n]));
        }
    }

    [Fact]
    public async Task Run_KeysUnderAnotherPlatformKey_FailsBeforeAnythingStarts()
    {
        var database = await DatabaseWithMemosAsync();
        await using var migrator = NpgsqlDataSource.Create(database.Migrator);
        await InsertAsync(migrator, Organization(0), "x");
        await ProtectAsync(migrator);
        await ConvertAsync(database, TestKeys.Platform);

        var error = await Assert.ThrowsAsync<EncryptionException>(() => ConvertAsync(database, TestKeys.NewKey()));
        Assert.Contains(PlatformKeys.IdOf(TestKeys.Platform), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FieldThatTheDatabaseDoesNotProtect_IsRefused()
    {
        var database = await TestDatabase.CreateAsync("unprotected", typeof(FieldConversionTests).Assembly);

        await Assert.ThrowsAnyAsync<Exception>(() => FieldConversion.RunAsync(
            database.Migrator, [new ProtectedField("widgets", "name")], TestKeys.With(TestKeys.Platform), NullLoggerFactory.Instance, Cancel));
    }

    private static Guid Organization(int n) => Guid.Parse($"00000000-0000-0000-0000-00000000000{n % 3}");

    private static async Task<TestDatabase> DatabaseWithMemosAsync()
    {
        var database = await TestDatabase.CreateAsync("memos", typeof(FieldConversionTests).Assembly);
        await using var migrator = NpgsqlDataSource.Create(database.Migrator);
        await using var command = migrator.CreateCommand($"{AsOwner(database)} create table memos (organization_id uuid, id uuid, text text not null, primary key (organization_id, id)); call iop.tenant_table('memos', privileges => 'select, insert'); reset role");
        await command.ExecuteNonQueryAsync(Cancel);
        return database;
    }

    /// <summary>What a new SQL file does to a table that has rows.</summary>
    private static async Task ProtectAsync(NpgsqlDataSource migrator)
    {
        await using var command = migrator.CreateCommand("do $$ begin execute format('set local role %I', current_database() || '_owner'); call iop.protect('memos', 'text'); end $$");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<Guid> InsertAsync(NpgsqlDataSource migrator, Guid organization, string text)
    {
        var id = Guid.CreateVersion7();
        await using var command = migrator.CreateCommand("insert into memos values ($1, $2, $3)");
        command.Parameters.AddRange(new[] { new NpgsqlParameter { Value = organization }, new NpgsqlParameter { Value = id }, new NpgsqlParameter { Value = text } });
        await command.ExecuteNonQueryAsync(Cancel);
        return id;
    }

    private static Task<long> ConvertAsync(TestDatabase database, string platformKey) =>
        FieldConversion.RunAsync(database.Migrator, [Memo], TestKeys.With(platformKey), NullLoggerFactory.Instance, Cancel);

    private static string AsOwner(TestDatabase database) =>
        $"set role {new NpgsqlConnectionStringBuilder(database.Migrator).Database}_owner;";
}
