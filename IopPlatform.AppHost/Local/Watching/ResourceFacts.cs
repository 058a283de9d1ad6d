namespace IopPlatform.AppHost.Local;

/// <summary>What a watched resource is.</summary>
internal enum ResourceKind
{
    Project,
    Server,

    /// <summary>Neither the platform's nor needed by it: an attached dashboard.</summary>
    Tool,
}

/// <summary>How one resource needs another.</summary>
internal enum RelationKind
{
    Reference,
    WaitFor,
}

internal sealed record Relation(string Resource, RelationKind Kind);

/// <param name="Name">What is found there.</param>
internal sealed record ResourceUrl(string Name, string Address);

/// <param name="Value">Null when it is a secret.</param>
internal sealed record EnvironmentEntry(string Name, string? Value);

/// <summary>What never changes about a resource while the platform runs.</summary>
/// <param name="InstanceId">Tells instances apart in telemetry; empty for what sends none.</param>
internal sealed record ResourceFacts(string Name, string Title, ResourceKind Kind, string InstanceId)
{
    public IReadOnlyList<Relation> Relations { get; init; } = [];

    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    /// <summary>The way in from outside.</summary>
    public bool Edge { get; init; }

    /// <summary>Runs once and ends.</summary>
    public bool OneShot { get; init; }
}

/// <summary>What one look at a resource's processes found.</summary>
/// <param name="MemoryBytes">Proportional set size: shared pages count by their share.</param>
/// <param name="CpuPercent">Of one core, since the look before.</param>
internal sealed record ProcessMeasures(long MemoryBytes, double CpuPercent);

/// <summary>A resource at one moment: what the console shows, and what the dashboard's protocol carries.</summary>
internal sealed record ResourceSnapshot(ResourceFacts Facts, ResourceState State)
{
    public string Name => Facts.Name;

    /// <summary>It is a process that the platform keeps running, and not one that runs elsewhere.</summary>
    public bool Supervised { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while a process runs.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    public ProcessExit? LastExit { get; init; }

    public int? ProcessId { get; init; }

    public int Restarts { get; init; }

    /// <summary>The program, without its arguments, which may hold secrets.</summary>
    public string Program { get; init; } = "";

    public IReadOnlyList<EnvironmentEntry> Environment { get; init; } = [];

    /// <summary>What the health check said: Healthy, Degraded or Unhealthy; null while nothing is there to be asked.</summary>
    public string? Health { get; init; }

    public DateTimeOffset? HealthAt { get; init; }

    public ProcessMeasures? Measures { get; init; }

    /// <summary>Whether it is the same to whoever looks: measures come anew all the time and are sent at their own pace.</summary>
    public bool LooksLike(ResourceSnapshot other) =>
        this with { Measures = null, HealthAt = null } == other with { Measures = null, HealthAt = null };
}
