using IopPlatform.Messaging;
using IopPlatform.Messaging.Failed;
using IopPlatform.Migrations;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Schema;
using IopPlatform.ServiceDefaults.Configuration;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;

// The one process that changes schemas and declares queues. Services start after it has ended with 0.
var builder = Host.CreateApplicationBuilder(args);
Failpoints.ArmFrom(builder.Configuration);
builder.Logging.ClearProviders().AddJsonConsole();
builder.Services.AddPlatformBus(
    builder.Configuration.RequiredConnectionString("rabbitmq"),
    [.. PlatformDatabase.All.Select(database => ServiceQueues.Of(database.Name, database.Assembly))],
    topologyOnly: true);
// Never started: it only carries the bus, whose consumers are declared here and run elsewhere.
using var host = builder.Build();
using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
var platformKeys = PlatformKeys.From(builder.Configuration);
var loggers = host.Services.GetRequiredService<ILoggerFactory>();
var log = loggers.CreateLogger("IopPlatform.Migrations");

await Task.WhenAll([.. PlatformDatabase.All.Append(PlatformDatabase.Web).Select(MigrateAsync), DeclareQueuesAsync()]);
return 0;

async Task DeclareQueuesAsync()
{
    var broker = builder.Configuration.RequiredConnectionString("rabbitmq");
    await BrokerStart.UntilReachableAsync(broker, log, timeout.Token);
    await OutdatedQueues.RemoveAsync(
        broker, PlatformDatabase.All.Select(database => ServiceQueues.Of(database.Name, database.Assembly)), timeout.Token);
    await host.Services.GetRequiredService<IBusControl>().DeployAsync(timeout.Token);
}

async Task MigrateAsync(PlatformDatabase database)
{
    var migrator = builder.Configuration.RequiredConnectionString($"{database.Name}-migrator");
    foreach (var name in await SchemaMigration.RunAsync(migrator, database.Schema, timeout.Token))
    {
        MigrationLog.Applied(log, name, database.Name);
    }

    // What stood plain in a column before it became a protected one.
    var rows = await FieldConversion.RunAsync(migrator, database.Fields, platformKeys, loggers, timeout.Token);
    if (rows > 0)
    {
        MigrationLog.Encrypted(log, rows, database.Name);
    }
}
