using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using IopPlatform.Contracts;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Messaging.Operations;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Messaging.Tests;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(CountingHost))]

namespace IopPlatform.Messaging.Tests;

/// <summary>A service with one consumer on real PostgreSQL and RabbitMQ.</summary>
public class CountingHost : IAsyncLifetime
{
    /// <summary>A database's trail goes on in its file when its host starts again.</summary>
    private static readonly ConcurrentDictionary<TestDatabase, SealSettings> Seals = new();

    private WebApplication host = null!;
    private NpgsqlDataSource everything = null!;

    public MovableTime Time { get; } = new();

    public IServiceProvider Services => host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The AMQP address of the host's broker.</summary>
    public string Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync("counting", typeof(CountingHost).Assembly);
        Broker = await BrokerAsync();
        host = await StartAsync(Database, Broker, Time);
        everything = NpgsqlDataSource.Create(Database.Migrator);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await host.StopAsync();
        await host.DisposeAsync();
        await everything.DisposeAsync();
        if (Seals.TryRemove(Database, out var seals)) seals.Dispose();
    }

    /// <summary>A client that calls as an operator.</summary>
    public HttpClient OperatorClient()
    {
        var client = new HttpClient { BaseAddress = new Uri(host.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.ForMachine(Roles.Operator));
        return client;
    }

    /// <summary>Ends this instance and starts one on the same database and broker.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await meanwhile();
        host = await StartAsync(Database, Broker, Time);
    }

    protected virtual Task<string> BrokerAsync() => BrokerVirtualHost.CreateAsync("counting");

    /// <summary>Starts a further, separate instance with a database and a virtual host of its own.</summary>
    public static async Task<WebApplication> StartAsync(bool inboxCheck) => await StartAsync(
        await TestDatabase.CreateAsync("counting", typeof(CountingHost).Assembly),
        await BrokerVirtualHost.CreateAsync("counting"),
        new MovableTime(),
        inboxCheck);

    /// <param name="consumers">Holds the instance's consumers; those of the tests when null.</param>
    public static async Task<WebApplication> StartAsync(TestDatabase database, string broker, MovableTime time, bool inboxCheck = true, Assembly? consumers = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:counting"] = database.App,
            ["ConnectionStrings:counting-relay"] = database.Relay,
            ["ConnectionStrings:counting-migrator"] = database.Migrator,
            ["ConnectionStrings:rabbitmq"] = broker,
            ["Authentication:Issuer"] = TestTokens.Issuer,
            [TestKeys.Setting] = TestKeys.Platform,
            ["Messaging:InboxCheck"] = inboxCheck.ToString(),
        });
        builder.Configuration.AddInMemoryCollection(Seals.GetOrAdd(database, _ => new SealSettings())
            .Configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Services.TryAddSingleton<TimeProvider>(time);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.AddApi();
        TestTokens.AcceptedBy(builder.Services);
        builder.AddTenantDatabase("counting");
        builder.AddMessaging("counting", consumers ?? typeof(CountingHost).Assembly);
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        app.MapApi("/api/counting");
        app.MapInternal().MapParkedMessages();
        await app.StartAsync();
        return app;
    }

    public WriteBatch Write(Guid organizationId) => Write(host.Services, organizationId);

    public static WriteBatch Write(IServiceProvider services, Guid organizationId) =>
        services.GetRequiredService<TenantDatabases>().For(Caller.Service(organizationId, "counting"), "test").Write();

    public async Task<long> CountAsync(string table, Guid organizationId, string where = "true")
    {
        await using var command = everything.CreateCommand($"select count(*) from {table} where organization_id = $1 and {where}");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organizationId });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<T>> SqlAsync<T>(string sql, params object[] parameters)
    {
        await using var command = everything.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        return [.. reader.Parse<T>()];
    }

    public static SiteChanged Site(Guid organizationId, string name = "Site", long version = 1) => new()
    {
        OrganizationId = organizationId,
        Version = version,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        SiteId = Guid.CreateVersion7(),
        Name = name,
        TimeZone = "America/Denver",
        Phone = "555-0100",
        Active = true,
    };

    public static Task DeliverAsync(IBus bus, BusMessage message, Guid messageId) =>
        bus.Publish(message, message.GetType(), context => context.MessageId = messageId);
}
