using IopPlatform.Persistence.Audit.Sealing;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Audit;

/// <summary>A database with a seal file of its own, and somebody who owns the whole server.</summary>
internal sealed class SealedDatabase : IAsyncDisposable
{
    public const string Service = "widgets";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly NpgsqlDataSource app;
    private readonly NpgsqlDataSource superuser;
    private readonly SealSettings seals = new();
    private readonly SealSigningKey key;

    private SealedDatabase(TestDatabase database, string server)
    {
        Database = database;
        app = NpgsqlDataSource.Create(database.App);
        var name = new NpgsqlConnectionStringBuilder(database.App).Database;
        superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        key = new SealSigningKey(seals.SigningKey);
    }

    public TestDatabase Database { get; }

    public MovableTime Time { get; } = new();

    public Caller Caller { get; } = Callers.Staff(Callers.NewOrganization(), Roles.Therapist);

    public string File => SealFile.PathIn(seals.Folder, Service);

    public SealSigningKey Key => key;

    public static async Task<SealedDatabase> CreateAsync() => new(
        await TestDatabase.CreateAsync("sealed", typeof(WidgetsFixture).Assembly), (await TestServers.GetAsync()).PostgresSuperuser);

    /// <summary>A sealer as each instance of a service has one.</summary>
    public AuditSealer Sealer() => new(
        Service, new SealerDatabase(NpgsqlDataSource.Create(Database.Relay)), File, key, Time, NullLogger<AuditSealer>.Instance);

    public Task<int> SealAsync() => Sealer().SealAsync(Cancel);

    /// <summary>Writes audit rows and as many chart reads, and seals them as one batch.</summary>
    public async Task SealRowsAsync(int rows)
    {
        await WriteAsync(rows);
        await SettledAsync();
        Assert.Equal(rows, await SealAsync());
    }

    /// <summary>
    /// Waits until nothing that other tests do on the same server keeps this database's rows from being settled.
    /// </summary>
    public Task SettledAsync() => Eventually.BecomesTrueAsync(
        async () => await ScalarAsync<bool>(
            "select coalesce(greatest((select max(xid) from audit), (select max(xid) from chart_reads)) < pg_snapshot_xmin(pg_current_snapshot()), true)"),
        "all transactions that were running to have ended");

    public async Task WriteAsync(int rows)
    {
        using var keys = new DataKeys(app, TestKeys.With(TestKeys.Platform), Time);
        var write = new TenantDatabase(app, new TenantContext { Caller = Caller, Action = "widget.test" }, new CommitSignal(), Time, keys).Write();
        for (var row = 0; row < rows; row++)
        {
            write.Audit("widget", Guid.CreateVersion7(), Guid.CreateVersion7(), new { code = $"row {row}", note = "ö\n\"" });
            write.Add(
                "insert into chart_reads (organization_id, subject, patient_id, view, window_start, at) values ($1, $2, $3, 'chart', $4, $4)",
                Caller.OrganizationId, Caller.Subject, Guid.CreateVersion7(), write.Now);
        }

        await write.CommitAsync(Cancel);
    }

    public Task<AuditFindings> VerifyAsync(string? noted = null) =>
        new AuditVerification(Service, Database.Relay, seals.Folder, [seals.PublicKey])
            .RunAsync(noted is null ? null : NotedHead.Parse(noted), Cancel);

    /// <summary>What whoever owns the server may do.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }

    /// <summary>Writes many audit rows in one transaction.</summary>
    public async Task WriteManyAsync(int rows)
    {
        await using var command = superuser.CreateCommand(
            "insert into audit (organization_id, at, subject, action, resource_type, resource_id) "
            + "select gen_random_uuid(), now(), 'many', 'widget.test', 'widget', gen_random_uuid() from generate_series(1, $1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rows });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public Task<NpgsqlConnection> ConnectAsync() => superuser.OpenConnectionAsync(Cancel).AsTask();

    public async Task EditFileAsync(Func<List<string>, IEnumerable<string>> edit)
    {
        var lines = (await System.IO.File.ReadAllLinesAsync(File, Cancel)).ToList();
        await System.IO.File.WriteAllTextAsync(File, string.Concat(edit(lines).Select(line => line + "\n")), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await superuser.DisposeAsync();
        key.Dispose();
        seals.Dispose();
    }
}
