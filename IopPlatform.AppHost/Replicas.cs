using System.Globalization;

namespace IopPlatform.AppHost;

/// <summary>A topology with several instances of each project: intake, intake-2 and so on, with ports of their own.</summary>
internal static class Replicas
{
    public const int CountMax = 4;

    /// <summary>How long an instance that was asked to end goes on: the gateways look at each instance every second.</summary>
    private const double DrainSeconds = 2;

    private const int PortsApart = 100;

    /// <param name="countOf">How many instances of each project that does not end by itself.</param>
    public static Topology Of(Topology topology, Func<ProjectResource, int> countOf)
    {
        var counts = topology.Projects.ToDictionary(project => project.Name, project => project.OneShot ? 1 : countOf(project));
        foreach (var count in counts.Values)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, CountMax);
        }

        return topology with
        {
            Projects =
            [
                .. topology.Projects.SelectMany(project => Enumerable.Range(1, counts[project.Name])
                    .Select(number => Instance(project, number, counts[project.Name]))),
            ],
        };
    }

    private static string NameOf(string project, int number) =>
        number == 1 ? project : string.Create(CultureInfo.InvariantCulture, $"{project}-{number}");

    private static ProjectResource Instance(ProjectResource project, int number, int count)
    {
        var shift = (number - 1) * PortsApart;
        return project with
        {
            Name = NameOf(project.Name, number),
            HttpPort = project.HttpPort + shift,
            Environment = project.Environment.ToDictionary(
                variable => variable.Key,
                variable => variable switch
                {
                    { Value: EnvironmentValue.Port port } => port with { Wanted = port.Wanted + shift },
                    { Key: Topology.DrainSeconds } when count > 1 =>
                        new EnvironmentValue.Text(DrainSeconds.ToString(CultureInfo.InvariantCulture)),
                    _ => variable.Value,
                }),
        };
    }
}
