using IopPlatform.AppHost;
using IopPlatform.ServiceDefaults.Faults;

namespace IopPlatform.Faults.Injection;

/// <summary>Which faults come in which order: every failpoint, every target killed, every target frozen, Redis emptied, the disk busy, then kills at random.</summary>
public static class FaultPlan
{
    private static readonly AtFailpoint[] failpoints =
    [
        new("intake", FailpointNames.CommittedNotAnswered),
        new("intake", FailpointNames.PublishedNotMarked),
        new("clinical-notes", FailpointNames.CommittedNotAcknowledged),
        new("program-state", FailpointNames.CommittedNotAcknowledged),
        new("program-state", FailpointNames.AppendedNotFolded),
        new("outcomes", FailpointNames.ParkedNotAcknowledged),
        new("notifications", FailpointNames.SentNotMarked),
    ];

    /// <summary>Each kind of server; Redis is killed when it is emptied, and services are at their failpoints.</summary>
    private static readonly string[] shortTargets = [ResourceNames.Postgres, ResourceNames.RabbitMq, ResourceNames.Gateway];

    private static readonly TimeSpan FrozenFor = TimeSpan.FromSeconds(4);

    public static IEnumerable<Fault> Of(FaultOptions options, IReadOnlyList<string> targets)
    {
        IEnumerable<Fault> planned = options.Brief
            ? [.. failpoints, .. shortTargets.Select(target => new Kill(target)), new EmptyRedis(), new Freeze("scheduling", FrozenFor / 2)]
            :
            [
                .. failpoints,
                new AtFailpoint("scheduling", FailpointNames.CommittedNotAnswered, Passing: 2),
                new AtFailpoint("scheduling", FailpointNames.PublishedNotMarked, Passing: 2),
                .. targets.Select(target => new Kill(target)),
                .. targets.Select(target => new Freeze(target, FrozenFor)),
                new EmptyRedis(),
                new BusyDisk(FrozenFor),
            ];
        return Wanted(planned.Concat(AtRandom(options, targets)), options.Only);
    }

    private static IEnumerable<Fault> AtRandom(FaultOptions options, IReadOnlyList<string> targets)
    {
        var dice = new Random(options.Seed);
        var wanted = targets.Where(target => options.Only is null || new Kill(target).ToString().Contains(options.Only, StringComparison.OrdinalIgnoreCase)).ToArray();
        for (var kill = 0; kill < options.RandomKills && wanted.Length > 0; kill++) yield return new Kill(wanted[dice.Next(wanted.Length)]);
    }

    private static IEnumerable<Fault> Wanted(IEnumerable<Fault> faults, string? only) => only is null
        ? faults
        : faults.Where(fault => fault.ToString().Contains(only, StringComparison.OrdinalIgnoreCase));
}
