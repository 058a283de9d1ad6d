using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Persistence.Tests;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(WidgetsFixture))]

namespace IopPlatform.Persistence.Tests;

/// <summary>A database with the platform's foundations and one table, used as a service uses it.</summary>
public sealed class WidgetsFixture : IAsyncLifetime
{
    private NpgsqlDataSource source = null!;

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The database as the service sees it.</summary>
    public NpgsqlDataSource App => source;

    public DataKeys Keys { get; private set; } = null!;

    /// <summary>A single connection, so that anything left on it would show.</summary>
    public NpgsqlDataSource OneConnection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync("widgets", typeof(WidgetsFixture).Assembly);
        source = NpgsqlDataSource.Create(Database.App);
        Keys = NewProcess();
        OneConnection = NpgsqlDataSource.Create(Database.App + ";Maximum Pool Size=1");
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await source.DisposeAsync();
        await OneConnection.DisposeAsync();
    }

    /// <summary>The data keys as another process has them: with a cache of its own.</summary>
    public DataKeys NewProcess(params string[] platformKeys) =>
        new(source, platformKeys.Length == 0 ? TestKeys.With(TestKeys.Platform) : TestKeys.With(platformKeys), TimeProvider.System);

    public TenantDatabase As(
        Caller caller, IdempotencyRequest? idempotency = null, InboxMessage? inbox = null, NpgsqlDataSource? from = null, DataKeys? keys = null) =>
        new(
            from ?? source,
            new TenantContext { Caller = caller, Action = "widget.test", Idempotency = idempotency, Inbox = inbox },
            new CommitSignal(),
            TimeProvider.System,
            keys ?? Keys);

    public async Task<Guid> AddWidgetAsync(Caller caller, Guid? siteId = null, Guid? patientId = null)
    {
        var id = Guid.CreateVersion7();
        await As(caller).Write()
            .Add(
                "insert into widgets (organization_id, id, site_id, patient_id, name, version) values ($1, $2, $3, $4, 'first', 1)",
                caller.OrganizationId, id, siteId ?? Guid.CreateVersion7(), patientId ?? Guid.CreateVersion7())
            .CommitAsync(TestContext.Current.CancellationToken);
        return id;
    }

    public async Task<IReadOnlyList<Guid>> VisibleToAsync(Caller caller, NpgsqlDataSource? from = null) =>
        await As(caller, from: from).QueryAsync<Guid>("select id from widgets", [], TestContext.Current.CancellationToken);
}
