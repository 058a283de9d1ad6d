using IopPlatform.Persistence.Audit.Sealing;
using Npgsql;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The audit trails of a data folder, in front of the PostgreSQL that runs: the platform's, or the one that IOP_POSTGRES names.
/// Where none runs, the platform's own is started alone, and stopped again.
/// </summary>
public sealed class AuditedPlatform : IAsyncDisposable
{
    private readonly string dataFolder;
    private readonly string superuser;
    private readonly Secrets secrets;
    private readonly Supervision? own;

    private AuditedPlatform(string dataFolder, string superuser, Secrets secrets, Supervision? own) =>
        (this.dataFolder, this.superuser, this.secrets, this.own) = (dataFolder, superuser, secrets, own);

    public IReadOnlyList<string> Services { get; } = [.. Platform.Topology.Databases.Select(database => database.Name)];

    /// <exception cref="InvalidOperationException">There is no data.</exception>
    public static async Task<AuditedPlatform> OpenAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(dataFolder, "secrets.json")))
        {
            throw new InvalidOperationException($"There is no platform's data in {dataFolder}.");
        }

        var secrets = Secrets.Open(dataFolder);
        if (RunningServers.FromEnvironment().Postgres is { } elsewhere)
        {
            return new AuditedPlatform(dataFolder, elsewhere, secrets, own: null);
        }

        return RunningAt(dataFolder) is { } address
            ? new AuditedPlatform(dataFolder, address, secrets, own: null)
            : await StartAsync(dataFolder, secrets, cancellationToken);
    }

    /// <param name="noted">A head that must still be in the file.</param>
    /// <param name="keysFolder">
    /// Holds the public keys as service.pem, those of former times as service.anything.pem; null takes the platform's own.
    /// </param>
    public async Task<AuditFindings> VerifyAsync(
        string service, NotedHead? noted, string? keysFolder, CancellationToken cancellationToken)
    {
        List<SealPublicKey> keys = keysFolder is null
            ? [SealPublicKey.FromPem(secrets.AuditPublicKey(service))]
            : [.. Directory.GetFiles(keysFolder, service + ".*pem").Select(file => SealPublicKey.FromPem(File.ReadAllText(file)))];
        var database = Platform.Topology.Databases.Single(database => database.Name == service);
        var relay = DatabaseProvisioning.ConnectionStrings(superuser, database.DatabaseName, secrets.Database(service)).Relay;
        return await new AuditVerification(service, relay, DataFolder.AuditSeals(dataFolder), keys).RunAsync(noted, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await own.DisposeAsync();
        }
    }

    private static string? RunningAt(string dataFolder) =>
        new StateFile(dataFolder).Read()?.Resources.FirstOrDefault(resource => resource.Name == ResourceNames.Postgres)?.Address.Split(':')
            is [var host, var port]
            ? $"Host={host};Port={port}"
            : null;

    private static async Task<AuditedPlatform> StartAsync(string dataFolder, Secrets secrets, CancellationToken cancellationToken)
    {
        var supervision = await Supervision.StartAsync(dataFolder, cancellationToken);
        try
        {
            var server = new PostgresServer(dataFolder, secrets, Ports.Choose(null));
            await supervision.Add(server.Resource(_ => Task.CompletedTask)).Ready.WaitAsync(cancellationToken);
            return new AuditedPlatform(dataFolder, server.Superuser, secrets, supervision);
        }
        catch
        {
            await supervision.DisposeAsync();
            throw;
        }
    }
}
