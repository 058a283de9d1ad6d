using System.Globalization;
using Npgsql;

namespace IopPlatform.AppHost.Local;

/// <summary>A private PostgreSQL cluster in the data folder, on loopback only.</summary>
internal sealed class PostgresServer(string dataFolder, Secrets secrets, int port)
{
    public const string Programs = "/usr/lib/postgresql/15/bin";
    private const string User = "postgres";

    /// <summary>A socket's path may have 107 bytes, its name included.</summary>
    private const int SocketFolderLengthMax = 80;

    private readonly string folder = Path.Combine(dataFolder, "postgres");

    public string Superuser { get; } = new NpgsqlConnectionStringBuilder
    {
        Host = "localhost",
        Port = port,
        Username = User,
        Password = secrets.Password("postgres"),
    }.ConnectionString;

    private string Cluster => Path.Combine(folder, "data");

    /// <param name="provision">Creates databases; part of being ready.</param>
    public ProcessResource Resource(Func<CancellationToken, Task> provision)
    {
        var provisioned = false;
        return new ProcessResource(ResourceNames.Postgres, Stage.Server, PrepareAsync, ProbeAsync)
        {
            // Fast shutdown: roll back, flush, end.
            StopSignal = "INT",
        };

        async Task<bool> ProbeAsync(CancellationToken cancellationToken)
        {
            await using var connection = new NpgsqlConnection(Superuser + ";Database=postgres;Pooling=false");
            await connection.OpenAsync(cancellationToken);
            if (!provisioned)
            {
                await provision(cancellationToken);
                provisioned = true;
            }

            return true;
        }
    }

    private async Task<LaunchSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        await ServerAccount.FolderAsync(User, folder, cancellationToken);
        if (!Directory.Exists(Cluster))
        {
            await InitializeAsync(cancellationToken);
        }

        await PostmasterFile.ClearAsync(Cluster, cancellationToken);
        string[] settings =
        [
            "listen_addresses=localhost",
            $"port={port.ToString(CultureInfo.InvariantCulture)}",
            $"unix_socket_directories={(folder.Length <= SocketFolderLengthMax ? folder : "")}",
            "max_connections=500",
            "shared_buffers=512MB",
            "max_wal_size=2GB",
            // Whole pages go to the log at the first change after a checkpoint; the default method takes a tenth of a millisecond for each.
            "wal_compression=lz4",
            "checkpoint_timeout=15min",
            "random_page_cost=1.1",
            // Statements are short; compiling one takes longer than any of them runs.
            "jit=off",
            "log_min_duration_statement=1000",
            // Parameters of slow statements could be clinical text.
            "log_parameter_max_length=0",
            "log_line_prefix=%q%u@%d ",
        ];
        return new LaunchSpec(
            ServerAccount.Command(User, [$"{Programs}/postgres", "-D", Cluster, .. settings.SelectMany(setting => new[] { "-c", setting })]),
            LaunchSpec.NoEnvironment,
            "/");
    }

    /// <summary>Makes the cluster beside its place and moves it there, so that a half-made one is never taken for whole.</summary>
    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var fresh = Cluster + ".new";
        var password = Path.Combine(folder, "password");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        await ServerAccount.FileAsync(User, password, secrets.Password("postgres"), cancellationToken);
        await ServerAccount.RunAsync(
            ServerAccount.Command(User,
            [
                $"{Programs}/initdb", "-D", fresh, "-U", User, "--pwfile", password, "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            ]),
            cancellationToken);
        File.Delete(password);
        Directory.Move(fresh, Cluster);
    }
}
