using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using IopPlatform.AppHost;
using IopPlatform.AppHost.Local;
using IopPlatform.AppHost.Operating;
using IopPlatform.Checking;
using IopPlatform.Faults.Probing;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Faults;
using IopPlatform.Testing;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace IopPlatform.Faults;

/// <summary>A whole platform to be broken, in a data folder and on ports of its own.</summary>
public sealed class FaultPlatform : IAsyncDisposable
{
    private readonly string dataFolder;
    private readonly IReadOnlyDictionary<string, StartSettings> settings;
    private readonly OperatorClient operators;
    private readonly RsaSecurityKey key;

    private FaultPlatform(LocalPlatform local, string dataFolder, IReadOnlyDictionary<string, StartSettings> settings, PublicApi api)
    {
        (Local, this.dataFolder, this.settings, Api) = (local, dataFolder, settings, api);
        operators = OperatorClient.Of(local);
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(local.Secrets.SigningKey), out _);
        key = new RsaSecurityKey(rsa);
    }

    public LocalPlatform Local { get; }

    public PublicApi Api { get; }

    public Uri Gateway => Local.Address(ResourceNames.Gateway);

    /// <summary>Everything that runs all the time and can be killed.</summary>
    public IReadOnlyList<string> Targets { get; } =
    [
        ResourceNames.Postgres, ResourceNames.RabbitMq, ResourceNames.Redis,
        .. Platform.Topology.Projects.Where(project => !project.OneShot).Select(project => project.Name),
    ];

    public ExchangeRecorder Exchanges { get; } = new();

    internal string OperatorSecret => Local.Secrets.Password(SecretValues.OperatorSecret);

    public int MigrationKills => Local.Status().Single(resource => resource.Name == ResourceNames.Migrations).Restarts;

    /// <summary>Everything that clients were told is created.</summary>
    public IReadOnlyCollection<AcknowledgedWrite> Acknowledged => Exchanges.Acknowledged(Api);

    public static async Task<FaultPlatform> StartAsync(bool killMigrations, CancellationToken cancellationToken)
    {
        foreach (var shared in new[] { "IOP_POSTGRES", "IOP_RABBITMQ", "IOP_REDIS", "IOP_SMTP" })
        {
            // Servers that others use are not for breaking.
            Environment.SetEnvironmentVariable(shared, null);
        }

        var settings = Platform.Topology.Projects.ToDictionary(project => project.Name, project => new StartSettings(project.Environment));
        if (killMigrations)
        {
            settings[ResourceNames.Migrations].AddForOneStart($"{Failpoints.Section}__{FailpointNames.FileNotCommitted}", "kill:9");
            settings[ResourceNames.Migrations].AddForOneStart($"{Failpoints.Section}__{FailpointNames.BetweenFiles}", "kill:9");
        }

        var folder = Path.Combine(Path.GetTempPath(), "iop-faults-" + Guid.CreateVersion7().ToString("N")[^12..]);
        var local = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataFolder = folder,
                KeyFolder = KeyFolder(folder),
                BinariesFolder = Path.Combine(Repository(), "artifacts", "bin"),
                Topology = Platform.Topology with
                {
                    Projects = [.. Platform.Topology.Projects.Select(project => project with { Environment = settings[project.Name] })],
                },
            },
            cancellationToken);
        return new FaultPlatform(local, folder, settings, await PublicApi.ReadAsync(local.Address(ResourceNames.Gateway)));
    }

    /// <summary>Sets a variable of a project from its next start on.</summary>
    public void Set(string project, string variable, string value) => settings[project].Set(variable, value);

    public Task ArmAsync(string service, string failpoint, string action, CancellationToken cancellationToken) =>
        operators.PostAsync(service, "/internal/failpoints", new SetFailpoint(failpoint, action), cancellationToken);

    public int? ProcessOf(string resource) => Local.Status().Single(status => status.Name == resource).Process?.Id;

    /// <summary>
    /// A database as the role that sees every organization. Its connections are not pooled: one that is kept from before a fault
    /// has died with its server.
    /// </summary>
    internal string Database(string name) =>
        new NpgsqlConnectionStringBuilder(Local.Database(name, DatabaseRole.Migrator)) { Pooling = false }.ConnectionString;

    internal Task RestartRedisEmptyAsync() => Local.RestartRedisEmptyAsync(dataFolder);

    /// <summary>A token such as Identity would sign.</summary>
    public string Token(Caller caller) =>
        TestTokens.For(caller, key: key, issuer: Gateway.GetLeftPart(UriPartial.Authority));

    /// <summary>Waits until nothing is on its way, then says what is lost, doubled or not as the journal tells it.</summary>
    public async Task<IReadOnlyList<Violation>> CheckAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var checker = new Checker(Platform.Topology.Databases.ToDictionary(
            database => database.Name, database => Database(database.Name)));
        return
        [
            .. await checker.CheckAsync(Acknowledged, patience),
            .. await new LiveStateCheck(this).RunAsync(cancellationToken),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        operators.Dispose();
        await Local.DisposeAsync();
        key.Rsa.Dispose();
        if (Environment.GetEnvironmentVariable("IOP_FAULTS_KEEP") is not null) return;
        Directory.Delete(dataFolder, recursive: true);
        Directory.Delete(KeyFolder(dataFolder), recursive: true);
    }

    private static string KeyFolder(string dataFolder) => dataFolder + "-key";

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
