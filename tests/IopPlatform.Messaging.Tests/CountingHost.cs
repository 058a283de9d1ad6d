using IopPlatform.Contracts;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Messaging.Tests;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(CountingHost))]

namespace IopPlatform.Messaging.Tests;

/// <summary>A service with one consumer on real PostgreSQL and RabbitMQ.</summary>
public sealed class CountingHost : IAsyncLifetime
{
    private IHost host = null!;
    private NpgsqlDataSource everything = null!;

    public MovableTime Time { get; } = new();

    public IBus Bus => host.Services.GetRequiredService<IBus>();

    public async ValueTask InitializeAsync()
    {
        host = await StartAsync(inboxCheck: true, Time);
        everything = NpgsqlDataSource.Create(host.Services.GetRequiredService<IConfiguration>().GetConnectionString("counting-migrator")!);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await everything.DisposeAsync();
    }

    /// <summary>Starts a further, separate instance with a database and a virtual host of its own.</summary>
    public static async Task<IHost> StartAsync(bool inboxCheck, MovableTime? time = null)
    {
        var database = await TestDatabase.CreateAsync("counting", typeof(CountingHost).Assembly);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:counting"] = database.App,
            ["ConnectionStrings:counting-relay"] = database.Relay,
            ["ConnectionStrings:counting-migrator"] = database.Migrator,
            ["ConnectionStrings:rabbitmq"] = await BrokerVirtualHost.CreateAsync("counting"),
            [TestKeys.Setting] = TestKeys.Platform,
            ["Messaging:InboxCheck"] = inboxCheck.ToString(),
        });
        builder.Services.TryAddSingleton<TimeProvider>(time ?? new MovableTime());
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.AddTenantDatabase("counting");
        builder.AddMessaging("counting", typeof(CountingHost).Assembly);
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    public WriteBatch Write(Guid organizationId) =>
        host.Services.GetRequiredService<TenantDatabases>().For(Caller.Service(organizationId, "counting"), "test").Write();

    public async Task<long> CountAsync(string table, Guid organizationId, string where = "true")
    {
        await using var command = everything.CreateCommand($"select count(*) from {table} where organization_id = $1 and {where}");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = organizationId });
        return (long)(await command.ExecuteScalarAsync())!;
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
