namespace IopPlatform.AppHost;

/// <summary>What the platform is made of, as data. Every orchestrator reads the same.</summary>
public sealed record Topology(
    IReadOnlyList<ServerResource> Servers, IReadOnlyList<DatabaseResource> Databases, IReadOnlyList<ProjectResource> Projects)
{
    /// <summary>Databases of projects that neither publish nor audit: no queues, no audit trail, no organizations' keys.</summary>
    public IReadOnlyList<DatabaseResource> PlainDatabases { get; init; } = [];

    public IEnumerable<DatabaseResource> AllDatabases => Databases.Concat(PlainDatabases);

    public ProjectResource Project(string name) => Projects.Single(project => project.Name == name);

    /// <summary>How long a process that was asked to end goes on, so that others are asked in its place.</summary>
    public const string DrainSeconds = "Drain__Seconds";

    /// <summary>The instances of a project, the one with its own name first.</summary>
    public IEnumerable<ProjectResource> Instances(string project) => Projects.Where(instance => instance.InstanceOf == project);

    /// <summary>The same platform with so many instances of each project that does not end by itself.</summary>
    public Topology WithReplicas(int count) => count == 1 ? this : Replicas.Of(this, _ => count);

    /// <summary>The same platform with so many members of each cluster, and one instance of everything else.</summary>
    public Topology WithClustersOf(int members) => Replicas.Of(this, project => project.Clustered ? members : 1);

    /// <summary>The names of everything that can be waited for.</summary>
    public IEnumerable<string> Names => Servers.Select(server => server.Name).Concat(Projects.Select(project => project.Name));
}

public enum ServerKind
{
    PostgreSql,
    RabbitMq,
    Redis,
    Mail,
}

/// <summary>A server that is not ours.</summary>
/// <param name="Ports">The ports at which it is reached and which it wants, by their use.</param>
public sealed record ServerResource(string Name, ServerKind Kind, IReadOnlyDictionary<string, int> Ports)
{
    /// <summary>Ports that it wants besides, where it runs as a process of this machine instead of in a container.</summary>
    public IReadOnlyDictionary<string, int> NativePorts { get; init; } = new Dictionary<string, int>();

    /// <summary>What takes its place in a container; null where the kind says it.</summary>
    public ContainerImage? Image { get; init; }
}

/// <summary>An image of a registry.</summary>
/// <param name="Ports">The ports inside the container, by the same uses as the server's.</param>
public sealed record ContainerImage(string Name, string Tag, IReadOnlyDictionary<string, int> Ports);

/// <summary>The roles of a database. Migrator, app and relay sign in; the owner does not.</summary>
public enum DatabaseRole
{
    Owner,
    Migrator,
    App,
    Relay,
}

/// <summary>A database on the PostgreSQL server, with all four roles.</summary>
public sealed record DatabaseResource(string Name)
{
    /// <summary>Its name in PostgreSQL, which also begins the names of its roles.</summary>
    public string DatabaseName => "iop_" + Name.Replace('-', '_');

    /// <summary>A role's access to it as a resource of its own.</summary>
    public string AccessName(DatabaseRole role) => $"{Name}-{role.ToString().ToLowerInvariant()}";

    /// <summary>The key of a role's connection string: the app's is the database's name.</summary>
    public string ConnectionName(DatabaseRole role) => role == DatabaseRole.App ? Name : AccessName(role);
}

/// <summary>The right to sign in to a database under a role.</summary>
public sealed record DatabaseAccess(string Database, DatabaseRole Role);

/// <summary>A process of ours.</summary>
/// <param name="Project">Name of its project and assembly.</param>
public sealed record ProjectResource(string Name, string Project)
{
    /// <summary>The project whose instance this is: its own name, or that of the first instance.</summary>
    public string InstanceOf { get; init; } = Name;

    public IReadOnlyList<DatabaseAccess> Databases { get; init; } = [];

    /// <summary>Servers whose connection strings it gets.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Projects whose addresses it gets, those of all their instances.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Servers that must be healthy before it starts. Projects find each other when they need each other, as after any restart.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>One-shot processes that must have ended with 0 before it starts.</summary>
    public IReadOnlyList<string> WaitsForCompletion { get; init; } = [];

    /// <summary>Runs once and ends.</summary>
    public bool OneShot { get; init; }

    /// <summary>The port that it wants for HTTP; null when it serves none.</summary>
    public int? HttpPort { get; init; }

    /// <summary>Answers 200 when it is ready for work.</summary>
    public string HealthPath { get; init; } = "/health";

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, EnvironmentValue> Environment { get; init; } = new Dictionary<string, EnvironmentValue>();

    /// <summary>The way in from outside: it ends first.</summary>
    public bool Edge { get; init; }

    /// <summary>Its instances find each other by their fixed ports and share the work, so they are resources and not replicas of one.</summary>
    public bool Clustered { get; init; }
}

/// <summary>The value of an environment variable, or where it comes from.</summary>
public abstract record EnvironmentValue
{
    /// <summary>A fixed text.</summary>
    public sealed record Text(string Value) : EnvironmentValue;

    /// <summary>The address at which clients see a project, without a path.</summary>
    public sealed record PublicOrigin(string Project) : EnvironmentValue;

    /// <summary>A further port of the process, as it wants it.</summary>
    public sealed record Port(int Wanted) : EnvironmentValue;

    /// <summary>The path of the file with the platform's encryption keys, which lies apart from all data.</summary>
    public sealed record PlatformKeyFile : EnvironmentValue;

    /// <summary>A generated secret.</summary>
    public sealed record Secret(SecretKind Kind) : EnvironmentValue;

    /// <summary>A folder that all instances share and that outlives them, outside every server's own data.</summary>
    public sealed record Folder(string Name) : EnvironmentValue;
}

public enum SecretKind
{
    /// <summary>The newest key that signs tokens: base64 of a PKCS#8 RSA key of 2048 bits.</summary>
    SigningKey,

    /// <summary>The key before it, still published; not set before the first rotation.</summary>
    FormerSigningKey,

    /// <summary>When the newest key takes over from the one before it (RFC 3339); not set before the first rotation.</summary>
    SigningFrom,

    /// <summary>The one password of all demo sign-ins.</summary>
    DemoPassword,

    /// <summary>What the demo people's authenticator codes are computed from.</summary>
    DemoTotpSeed,

    /// <summary>The demo partner system's public keys (JWKS). Its private key stays with whoever acts as the partner.</summary>
    PartnerPublicKeys,

    /// <summary>The client secret of <c>iop-operator</c>.</summary>
    OperatorSecret,

    /// <summary>The client secret of <c>iop-service</c>, by which a service calls another's <c>/internal</c>.</summary>
    ServiceSecret,

    /// <summary>The client secret of <c>iop-web</c>.</summary>
    WebSecret,

    /// <summary>Base64 of a PKCS#8 ECDSA key on P-256, another one for each database that is written.</summary>
    AuditSigningKey,
}
