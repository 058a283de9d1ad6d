using System.Collections.Immutable;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;

namespace IopPlatform.ProgramState.Domain;

/// <summary>What an episode's grain holds: the facts, and where its journal and its published alerts stand.</summary>
public sealed record EpisodeState
{
    public static EpisodeState New { get; } = new();

    public EpisodeFacts Facts { get; init; } = EpisodeFacts.None;

    /// <summary>The version of the newest journal entry; 0 before the first.</summary>
    public long Version { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The ids of all messages in the journal: the episode's own inbox.</summary>
    public ImmutableHashSet<Guid> Sources { get; init; } = [];

    public ImmutableSortedDictionary<string, AlertLevel> Alerts { get; init; } =
        ImmutableSortedDictionary<string, AlertLevel>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The time for which a look at the alerts is planned in the due table.</summary>
    public DateTimeOffset? ReviewPlannedAt { get; init; }

    public string[] OpenAlerts => [.. Alerts.Where(alert => alert.Value.Open).Select(alert => alert.Key)];

    /// <summary>Folds one journal entry, as it was recorded.</summary>
    public EpisodeState Replay(long version, Guid source, BusMessage message, DateTimeOffset recordedAt) => this with
    {
        Facts = EpisodeFold.Apply(Facts, message),
        Version = version,
        RecordedAt = recordedAt,
        Sources = Sources.Add(source),
    };

    /// <summary>Applies a new message: the next entry, the alert levels after it, and when to look at them again.</summary>
    public EpisodeState Apply(Guid source, BusMessage message, DateTimeOffset recordedAt, SiteCalendar calendar, InstrumentCatalog catalog)
    {
        var next = Replay(Version + 1, source, message, recordedAt);
        return next with
        {
            Alerts = Levels(AlertRules.Open(next.Facts, recordedAt, calendar, catalog)),
            ReviewPlannedAt = AlertClock.NextReview(next.Facts, recordedAt, calendar),
        };
    }

    private ImmutableSortedDictionary<string, AlertLevel> Levels(OpenAlert[] open)
    {
        var levels = Alerts;
        var kinds = open.Select(alert => alert.Kind).ToHashSet();
        foreach (var kind in kinds.Union(Alerts.Keys))
        {
            var known = Alerts.GetValueOrDefault(kind);
            if ((known?.Open ?? false) != kinds.Contains(kind))
            {
                levels = levels.SetItem(kind, new AlertLevel(kinds.Contains(kind), (known?.Version ?? 0) + 1));
            }
        }

        return levels;
    }
}

/// <summary>A derived alert as it was last published; the version counts its openings and closings.</summary>
public sealed record AlertLevel(bool Open, long Version);
