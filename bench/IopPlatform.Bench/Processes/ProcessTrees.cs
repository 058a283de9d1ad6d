using System.Globalization;
using IopPlatform.AppHost.Local;

namespace IopPlatform.Bench.Processes;

/// <summary>
/// What the platform's processes have used, each resource with everything that it has started (PostgreSQL makes a session of
/// its own for each connection). The bench's own process, which makes the load and takes the telemetry, is not among them.
/// </summary>
internal sealed class ProcessTrees(LocalPlatform platform)
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds since each resource began, of user and kernel, children that have ended included.</summary>
    public IReadOnlyDictionary<string, double> CpuSeconds() => Of(process => process.CpuTicks / TicksPerSecond);

    /// <summary>Proportional set size in bytes: shared pages count by their share.</summary>
    public IReadOnlyDictionary<string, double> MemoryBytes() => Of(process => MemoryBytes(process.Id));

    private Dictionary<string, double> Of(Func<OneProcess, double> measure)
    {
        var all = ProcessTable.All().Select(OneProcess.Read).OfType<OneProcess>().ToList();
        var children = all.ToLookup(process => process.Parent);
        var byId = all.ToDictionary(process => process.Id);
        return platform.Status()
            .Where(resource => resource.Process is not null && byId.ContainsKey(resource.Process.Id))
            .ToDictionary(resource => resource.Name, resource => Tree(byId[resource.Process!.Id], children).Sum(measure));
    }

    private static IEnumerable<OneProcess> Tree(OneProcess root, ILookup<int, OneProcess> children) =>
        children[root.Id].SelectMany(child => Tree(child, children)).Prepend(root);

    private static double MemoryBytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").First(one => one.StartsWith("Pss:", StringComparison.Ordinal));
            return 1024 * double.Parse(line.AsSpan(4, line.Length - 6), NumberStyles.Any, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    private sealed record OneProcess(int Id, int Parent, long CpuTicks)
    {
        public static OneProcess? Read(int id) => ProcessTable.StatFields(id) is { Length: > 14 } fields
            ? new OneProcess(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)))
            : null;
    }
}

/// <summary>Processor seconds between two moments, by resource.</summary>
internal sealed class CpuUse(ProcessTrees trees)
{
    private readonly IReadOnlyDictionary<string, double> before = trees.CpuSeconds();

    public IReadOnlyDictionary<string, double> Until()
    {
        var now = trees.CpuSeconds();
        return now.ToDictionary(use => use.Key, use => use.Value - before.GetValueOrDefault(use.Key));
    }

    /// <summary>For example <c>postgres 31 %, gateway 9 %</c>.</summary>
    public static string Shares(IReadOnlyDictionary<string, double> use, int done)
    {
        var all = use.Values.Sum();
        return string.Join(", ", use.OrderByDescending(one => one.Value).Where(one => one.Value > all / 200)
            .Select(one => FormattableString.Invariant($"{one.Key} {100 * one.Value / all:0} % ({1000 * one.Value / done:0.00} ms)")));
    }
}
