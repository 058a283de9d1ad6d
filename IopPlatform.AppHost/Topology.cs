using static IopPlatform.AppHost.ResourceNames;

namespace IopPlatform.AppHost;

/// <summary>The platform. Read from top to bottom: servers, databases, the migrations, the services, the way in.</summary>
public static class Platform
{
    public static readonly Topology Topology = Create();

    private static Topology Create()
    {
        string[] databases = ["identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes"];
        return new Topology(
            [
                new(Postgres, ServerKind.PostgreSql, Ports(("tcp", 8432))),
                new(RabbitMq, ServerKind.RabbitMq, Ports(("amqp", 8672), ("management", 8673)))
                {
                    NativePorts = Ports(("distribution", 8674), ("epmd", 8369)),
                },
                new(Redis, ServerKind.Redis, Ports(("tcp", 8379))),
                new(Smtp, ServerKind.Mail, Ports(("smtp", 8025), ("web", 8026)))
                {
                    Image = new ContainerImage("axllent/mailpit", "v1.27", Ports(("smtp", 1025), ("web", 8025))),
                },
            ],
            [.. databases.Select(name => new DatabaseResource(name))],
            [
                new(Migrations, "IopPlatform.Migrations")
                {
                    OneShot = true,
                    Databases = [.. databases.Append(Web).Select(name => new DatabaseAccess(name, DatabaseRole.Migrator))],
                    Servers = [RabbitMq],
                    // The broker is the slowest to come up: the migrations wait for it themselves, at the point where they need it.
                    WaitsFor = [Postgres],
                    Environment = PlatformKey(),
                },
                Service("identity", "IopPlatform.Identity", 8081) with
                {
                    // It checks its own tokens like everybody else's service, so it must find itself.
                    Services = [Identity],
                    Environment = new Dictionary<string, EnvironmentValue>([.. ServiceEnvironment(), .. ServiceSecret()])
                    {
                        ["Identity__SigningKeys__0"] = new EnvironmentValue.Secret(SecretKind.SigningKey),
                        ["Identity__SigningKeys__1"] = new EnvironmentValue.Secret(SecretKind.FormerSigningKey),
                        ["Identity__SigningFrom"] = new EnvironmentValue.Secret(SecretKind.SigningFrom),
                        ["Identity__WebSecret"] = new EnvironmentValue.Secret(SecretKind.WebSecret),
                        ["Identity__OperatorSecret"] = new EnvironmentValue.Secret(SecretKind.OperatorSecret),
                        // The gateway is on this machine, and so is whoever puts load on the sign-in.
                        ["Identity__TrustedProxies__0"] = new EnvironmentValue.Text("127.0.0.1"),
                        ["Identity__TrustedProxies__1"] = new EnvironmentValue.Text("::1"),
                        ["Identity__Limits__PerAddress"] = new EnvironmentValue.Text("6000"),
                        ["Identity__Limits__PerAccount"] = new EnvironmentValue.Text("600"),
                        ["Demo__Password"] = new EnvironmentValue.Secret(SecretKind.DemoPassword),
                        ["Demo__TotpSeed"] = new EnvironmentValue.Secret(SecretKind.DemoTotpSeed),
                        ["Demo__PartnerKeys"] = new EnvironmentValue.Secret(SecretKind.PartnerPublicKeys),
                    },
                },
                Service(Intake, "IopPlatform.Intake", 8082),
                Service("scheduling", "IopPlatform.Scheduling", 8083),
                Service("clinical-notes", "IopPlatform.ClinicalNotes", 8084),
                WithDisclosures(Service("notifications", "IopPlatform.Notifications", 8085) with { Servers = [RabbitMq, Smtp] }),
                Service("program-state", "IopPlatform.ProgramState", 8086) with
                {
                    Clustered = true,
                    Servers = [RabbitMq, Redis],
                    WaitsFor = [Redis],
                    Environment = new Dictionary<string, EnvironmentValue>(ServiceEnvironment())
                    {
                        ["Orleans__ClusterId"] = new EnvironmentValue.Text("iop"),
                        ["Orleans__ServiceId"] = new EnvironmentValue.Text("iop"),
                        ["Orleans__Endpoints__SiloPort"] = new EnvironmentValue.Port(8111),
                        ["Orleans__Endpoints__GatewayPort"] = new EnvironmentValue.Port(8130),
                    },
                },
                Service("outcomes", "IopPlatform.Outcomes", 8087),
                new(Web, "IopPlatform.Web")
                {
                    HttpPort = 8088,
                    Databases = [new(Web, DatabaseRole.App)],
                    // Like any other client: through the gateway, which need not be there before the first person signs in.
                    Services = [Gateway],
                    WaitsForCompletion = [Migrations],
                    Environment = new Dictionary<string, EnvironmentValue>([.. Common(), .. PlatformKey()])
                    {
                        ["Identity__WebSecret"] = new EnvironmentValue.Secret(SecretKind.WebSecret),
                    },
                },
                new(Gateway, "IopPlatform.Gateway")
                {
                    Edge = true,
                    HttpPort = 8080,
                    Servers = [Redis],
                    Services = [.. databases, Web],
                    // Not for the services: it starts while they cannot yet, and what comes too early is answered with 503 and Retry-After.
                    WaitsFor = [Redis],
                    Environment = new Dictionary<string, EnvironmentValue>(Common())
                    {
                        // Journeys and benchmarks: a whole provider's work of a day, by a few people, from one address, in a minute.
                        ["RateLimits__Client__PerSecond"] = new EnvironmentValue.Text("100000"),
                        ["RateLimits__Client__Burst"] = new EnvironmentValue.Text("100000"),
                        ["RateLimits__Organization__PerSecond"] = new EnvironmentValue.Text("100000"),
                        ["RateLimits__Organization__Burst"] = new EnvironmentValue.Text("100000"),
                        ["RateLimits__Address__PerSecond"] = new EnvironmentValue.Text("100000"),
                        ["RateLimits__Address__Burst"] = new EnvironmentValue.Text("100000"),
                        ["RequestLimits__StreamsPerSubject"] = new EnvironmentValue.Text("10000"),
                    },
                },
            ])
        {
            PlainDatabases = [new DatabaseResource(Web)],
        };
    }

    /// <summary>A service with a database of its own name.</summary>
    private static ProjectResource Service(string name, string project, int port) => new(name, project)
    {
        HttpPort = port,
        Databases = [new(name, DatabaseRole.App), new(name, DatabaseRole.Relay)],
        Servers = [RabbitMq],
        Services = [Identity],
        WaitsForCompletion = [Migrations],
        Environment = ServiceEnvironment(),
    };

    /// <summary>A service from which something about a patient leaves: it asks Intake first, with a token of the services' own.</summary>
    private static ProjectResource WithDisclosures(ProjectResource service) => service with
    {
        Services = [.. service.Services, Intake],
        Environment = new Dictionary<string, EnvironmentValue>([.. service.Environment, .. ServiceSecret()]),
    };

    private static Dictionary<string, EnvironmentValue> ServiceSecret() =>
        new() { ["Identity__ServiceSecret"] = new EnvironmentValue.Secret(SecretKind.ServiceSecret) };

    /// <summary>What every service with a database is told.</summary>
    private static Dictionary<string, EnvironmentValue> ServiceEnvironment() => new([.. Common(), .. PlatformKey(), .. AuditSeal()]);

    private static Dictionary<string, EnvironmentValue> AuditSeal() => new()
    {
        ["Audit__SigningKey"] = new EnvironmentValue.Secret(SecretKind.AuditSigningKey),
        ["Audit__SealFolder"] = new EnvironmentValue.Folder(AuditSeals),
    };

    private static Dictionary<string, EnvironmentValue> PlatformKey() =>
        new() { ["Encryption__PlatformKeyFile"] = new EnvironmentValue.PlatformKeyFile() };

    private static Dictionary<string, EnvironmentValue> Common() => new()
    {
        ["Authentication__Issuer"] = new EnvironmentValue.PublicOrigin(Gateway),
        // The only instance has nobody to hand over to.
        [Topology.DrainSeconds] = new EnvironmentValue.Text("0"),
    };

    private static Dictionary<string, int> Ports(params (string Use, int Port)[] ports) =>
        ports.ToDictionary(port => port.Use, port => port.Port);
}
