using System.Collections.Concurrent;

namespace IopPlatform.AppHost.Local;

/// <summary>Reads the resources of a running platform: facts from the topology, the rest from its processes.</summary>
internal sealed class ResourceReader
{
    private readonly Supervision supervision;
    private readonly Topology topology;
    private readonly IReadOnlyList<ResourceFacts> facts;
    private readonly ConcurrentDictionary<string, (LaunchSpec Spec, IReadOnlyList<EnvironmentEntry> Entries)> environments = new();
    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    /// <param name="facts">Of all resources but the attached dashboard, in the order in which they are shown.</param>
    public ResourceReader(Supervision supervision, Topology topology, IReadOnlyList<ResourceFacts> facts)
    {
        this.supervision = supervision;
        this.topology = topology;
        this.facts = facts;
    }

    /// <summary>What each service's health check said last; absent for those that are not asked by HTTP.</summary>
    public ConcurrentDictionary<string, string> HealthWords { get; } = new();

    /// <summary>Everything that is to be measured: the leader of its process group by the resource's name.</summary>
    public IReadOnlyDictionary<string, int> Leaders() => All()
        .Select(fact => (fact.Name, supervision.Find(fact.Name)?.ProcessId))
        .Where(found => found.ProcessId is not null)
        .ToDictionary(found => found.Name, found => found.ProcessId!.Value);

    public IReadOnlyList<ResourceSnapshot> Read(IReadOnlyDictionary<string, ProcessMeasures> measures) =>
        [.. All().Select(fact => Read(fact, measures.GetValueOrDefault(fact.Name)))];

    private IEnumerable<ResourceFacts> All() => supervision.Find(ResourceNames.Dashboard) is null
        ? facts
        : facts.Append(new(ResourceNames.Dashboard, ResourceNames.Dashboard, ResourceKind.Tool, ""));

    private ResourceSnapshot Read(ResourceFacts fact, ProcessMeasures? measures)
    {
        if (supervision.Find(fact.Name) is not { } process)
        {
            // It runs elsewhere, or within this process.
            return new ResourceSnapshot(fact, ResourceState.Healthy) { CreatedAt = began, StartedAt = began, Health = "Healthy", HealthAt = began };
        }

        var runs = process.ProcessId is not null;
        return new ResourceSnapshot(fact, process.State)
        {
            Supervised = true,
            CreatedAt = began,
            StartedAt = process.StartedAt,
            StoppedAt = runs ? null : process.LastExit?.At,
            LastExit = process.LastExit,
            ProcessId = process.ProcessId,
            Restarts = process.Restarts,
            Program = process.Launched is { } launched && fact.Kind == ResourceKind.Project ? launched.Command[^1] : "",
            Environment = process.Launched is { } spec && fact.Kind == ResourceKind.Project ? Environment(fact.Name, spec) : [],
            Health = Health(fact.Name, process.State),
            HealthAt = process.ProbedAt,
            Measures = runs ? measures : null,
        };
    }

    private string? Health(string name, ResourceState state) => state switch
    {
        ResourceState.Healthy => HealthWords.GetValueOrDefault(name) == "Degraded" ? "Degraded" : "Healthy",
        ResourceState.Unhealthy => "Unhealthy",
        _ => null,
    };

    private IReadOnlyList<EnvironmentEntry> Environment(string name, LaunchSpec spec)
    {
        var kept = environments.AddOrUpdate(
            name, _ => (spec, Mask(name, spec)), (_, former) => ReferenceEquals(former.Spec, spec) ? former : (spec, Mask(name, spec)));
        return kept.Entries;
    }

    private IReadOnlyList<EnvironmentEntry> Mask(string name, LaunchSpec spec) =>
        EnvironmentMask.Of(topology.Project(name), spec.Environment);
}
