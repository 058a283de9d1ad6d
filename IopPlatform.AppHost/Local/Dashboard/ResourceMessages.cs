using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IopPlatform.AppHost.Local.Protocol;
using Resource = IopPlatform.AppHost.Local.Protocol.Resource;
using ResourceCommandState = IopPlatform.AppHost.Local.Protocol.ResourceCommandState;

namespace IopPlatform.AppHost.Local;

/// <summary>Resources in the protocol's words.</summary>
internal static class ResourceMessages
{
    private const double MebiByte = 1024 * 1024;

    /// <summary>An environment variable whose value is not told.</summary>
    public const string Masked = "(secret)";

    /// <summary>Telemetry is found by service name and instance, so that is an instance's name here.</summary>
    public static string NameOf(ResourceFacts facts) => facts.InstanceId.Length > 0 ? $"{facts.Title}-{facts.InstanceId}" : facts.Name;

    public static string TypeOf(ResourceFacts facts) => facts.Kind switch
    {
        ResourceKind.Project => "Project",
        ResourceKind.Server or ResourceKind.Tool => "Executable",
        _ => throw new ArgumentOutOfRangeException(nameof(facts)),
    };

    /// <param name="all">For the names of those that it refers to.</param>
    public static Resource Of(ResourceSnapshot snapshot, IReadOnlyList<ResourceSnapshot> all)
    {
        var (state, style) = State(snapshot.State);
        var message = new Resource
        {
            Name = NameOf(snapshot.Facts),
            ResourceType = TypeOf(snapshot.Facts),
            DisplayName = snapshot.Facts.Title,
            Uid = NameOf(snapshot.Facts),
            State = state,
            CreatedAt = snapshot.CreatedAt.ToTimestamp(),
            StartedAt = snapshot.StartedAt?.ToTimestamp(),
            StoppedAt = snapshot.StoppedAt?.ToTimestamp(),
        };
        if (style is not null)
        {
            message.StateStyle = style;
        }

        message.Environment.Add(snapshot.Environment.Select(entry => new EnvironmentVariable
        {
            Name = entry.Name,
            Value = entry.Value ?? Masked,
            IsFromSpec = true,
        }));
        message.Urls.Add(snapshot.Facts.Urls.Select((url, index) => new Url
        {
            EndpointName = url.Name,
            FullUrl = url.Address,
            IsInactive = snapshot.State is not (ResourceState.Healthy or ResourceState.Unhealthy),
            DisplayProperties = new UrlDisplayProperties { SortOrder = -index, DisplayName = url.Name },
        }));
        message.Relationships.Add(snapshot.Facts.Relations.SelectMany(relation => Relationship(relation, all)));
        message.Properties.Add(Properties(snapshot));
        message.Commands.Add(ResourceCommand.All.Where(_ => snapshot.Supervised).Select(command => Command(command, snapshot, all)));
        if (snapshot.State is not (ResourceState.Completed or ResourceState.Stopped) && !snapshot.Facts.OneShot)
        {
            message.HealthReports.Add(Health(snapshot));
        }

        return message;
    }

    private static (string State, string? Style) State(ResourceState state) => state switch
    {
        ResourceState.Waiting => ("Waiting", null),
        ResourceState.Starting => ("Starting", null),
        ResourceState.Healthy => ("Running", null),
        ResourceState.Unhealthy => ("RuntimeUnhealthy", "warning"),
        ResourceState.Restarting => ("Restarting", "warning"),
        ResourceState.Stopping => ("Stopping", null),
        ResourceState.Completed => ("Finished", "success"),
        ResourceState.Failed => ("FailedToStart", "error"),
        ResourceState.Stopped => ("Exited", "info"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static IEnumerable<ResourceRelationship> Relationship(Relation relation, IReadOnlyList<ResourceSnapshot> all) => all
        .Where(other => other.Name == relation.Resource)
        .Select(other => new ResourceRelationship
        {
            ResourceName = other.Facts.Title,
            Type = relation.Kind switch
            {
                RelationKind.Reference => "Reference",
                RelationKind.WaitFor => "WaitFor",
                _ => throw new ArgumentOutOfRangeException(nameof(relation)),
            },
        });

    private static HealthReport Health(ResourceSnapshot snapshot)
    {
        var report = new HealthReport { Key = snapshot.Facts.Kind == ResourceKind.Project ? "health" : "answers", LastRunAt = snapshot.HealthAt?.ToTimestamp() };
        switch (snapshot.Health)
        {
            case "Healthy":
                report.Status = HealthStatus.Healthy;
                break;
            case "Degraded":
                report.Status = HealthStatus.Degraded;
                report.Description = "It works, but something that it needs does not; its log tells what.";
                break;
            case { } unhealthy:
                report.Status = HealthStatus.Unhealthy;
                report.Description = $"It runs, but is not ready for work: {unhealthy}.";
                break;
            case null:
                // Nothing has answered since it was started.
                break;
        }

        return report;
    }

    private static IEnumerable<ResourceProperty> Properties(ResourceSnapshot snapshot)
    {
        if (snapshot.Facts.Kind == ResourceKind.Project)
        {
            yield return Property("project.path", "Program", Value.ForString(snapshot.Program));
        }
        else
        {
            yield return Property("executable.path", "Program", Value.ForString(snapshot.Name));
        }

        if (snapshot.ProcessId is { } id)
        {
            yield return Property("executable.pid", "Process ID", Value.ForString(id.ToString(CultureInfo.InvariantCulture)));
        }

        if (snapshot is { ProcessId: null, LastExit: { } exit })
        {
            yield return Property("resource.exitCode", "Exit code", Value.ForNumber(exit.Code));
        }

        yield return Property("iop.restarts", "Restarts", Value.ForString(snapshot.Restarts.ToString(CultureInfo.InvariantCulture)));
        if (snapshot.LastExit is { } last)
        {
            yield return Property("iop.lastEnd", "Last end", Value.ForString(string.Create(CultureInfo.InvariantCulture, $"{last} at {last.At:u}")));
        }

        if (snapshot.Measures is { } measures)
        {
            yield return Property("iop.memory", "Memory", Value.ForString(string.Create(CultureInfo.InvariantCulture, $"{measures.MemoryBytes / MebiByte:0} MiB")));
        }
    }

    private static ResourceProperty Property(string name, string title, Value value) => new() { Name = name, DisplayName = title, Value = value };

    private static ResourceCommandDescription Command(ResourceCommand command, ResourceSnapshot snapshot, IReadOnlyList<ResourceSnapshot> all)
    {
        var fits = command.Fits(snapshot);
        var description = new ResourceCommandDescription
        {
            Name = command.Name,
            DisplayName = command.Title,
            IsHighlighted = fits,
            IconName = command.Icon,
            State = fits ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        };
        if (command.Question(snapshot, all) is { } question)
        {
            description.ConfirmationMessage = question;
        }

        return description;
    }
}
