using System.Reflection;
using IopPlatform.AppHost.Local;
using IopPlatform.Messaging;
using IopPlatform.Persistence.Schema;

namespace IopPlatform.Testing;

/// <summary>A database of its own with the platform's four roles and the schema of one service.</summary>
/// <param name="App">Connection string of the role the service works with.</param>
/// <param name="Relay">Connection string of the relay's role.</param>
/// <param name="Migrator">Connection string that sees every organization; for test assertions.</param>
public sealed record TestDatabase(string App, string Relay, string Migrator)
{
    /// <param name="files">Applies only the SQL files of these names: an older schema.</param>
    public static async Task<TestDatabase> CreateAsync(string service, Assembly? assembly, Predicate<string>? files = null)
    {
        var servers = await TestServers.GetAsync();
        var name = $"iop_{service.Replace('-', '_')}_{Guid.CreateVersion7().ToString("N")[^8..]}";
        var database = await DatabaseProvisioning.CreateAsync(
            servers.PostgresSuperuser, name, DatabasePasswords.Generate(), CancellationToken.None);
        Assembly[] schema = [typeof(SchemaMigration).Assembly, typeof(MessagingExtensions).Assembly, .. assembly is null ? [] : new[] { assembly }];
        await SchemaMigration.RunAsync(database.Migrator, schema, CancellationToken.None, files);
        const string options = ";Maximum Pool Size=20;Max Auto Prepare=100";
        return new TestDatabase(database.App + options, database.Relay + options, database.Migrator);
    }
}
