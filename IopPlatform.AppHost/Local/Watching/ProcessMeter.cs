using System.Diagnostics;
using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>Memory and processor time of process groups, found in one pass over /proc.</summary>
internal sealed class ProcessMeter
{
    /// <summary>Clock ticks of /proc/ID/stat; 100 a second on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;
    private readonly Dictionary<string, (int Leader, long Ticks, long At)> former = [];

    /// <param name="leaders">The leader of each resource's process group. Children that lead groups of their own count (PostgreSQL's do).</param>
    public IReadOnlyDictionary<string, ProcessMeasures> Measure(IReadOnlyDictionary<string, int> leaders)
    {
        var names = leaders.ToDictionary(leader => leader.Value.ToString(CultureInfo.InvariantCulture), leader => leader.Key);
        var found = leaders.Keys.ToDictionary(name => name, _ => (Memory: 0L, Ticks: 0L));
        foreach (var id in ProcessTable.All())
        {
            if (ProcessTable.StatFields(id) is { Length: > 12 } fields
                && (names.GetValueOrDefault(fields[2]) ?? names.GetValueOrDefault(fields[1])) is { } name)
            {
                found[name] = (found[name].Memory + ProcessTable.ProportionalBytes(id), found[name].Ticks + Number(fields[11]) + Number(fields[12]));
            }
        }

        var now = Stopwatch.GetTimestamp();
        return found.ToDictionary(one => one.Key, one => new ProcessMeasures(one.Value.Memory, Percent(one.Key, leaders[one.Key], one.Value.Ticks, now)));
    }

    private double Percent(string name, int leader, long ticks, long now)
    {
        var known = former.TryGetValue(name, out var before) && before.Leader == leader;
        former[name] = (leader, ticks, now);
        var seconds = known ? Stopwatch.GetElapsedTime(before.At, now).TotalSeconds : 0;
        // A child that has ended takes its ticks with it.
        return seconds > 0 ? Math.Max(0, 100 * (ticks - before.Ticks) / TicksPerSecond / seconds) : 0;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
