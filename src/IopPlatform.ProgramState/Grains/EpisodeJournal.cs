using System.Collections.Immutable;
using IopPlatform.Contracts;
using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ProgramState.Grains;

/// <summary>One step of an episode, to be written.</summary>
/// <param name="Replan">Whether the planned look at the alerts has to be written, too.</param>
internal sealed record JournalEntry(
    Guid OrganizationId,
    Guid EpisodeId,
    IncomingMessage Incoming,
    BusMessage Message,
    EpisodeState Before,
    EpisodeState After,
    bool Replan);

/// <summary>Writes and folds the journals of episodes, with the reach of the whole organization.</summary>
internal sealed class EpisodeJournal(TenantDatabases databases)
{
    private const string Service = "program-state";

    public async Task<EpisodeState> ReadStateAsync(Guid organizationId, Guid episodeId, CancellationToken cancellationToken)
    {
        var database = Database(organizationId, "episode.fold", null);
        var rows = await JournalRow.ReadAsync(database, episodeId, null, cancellationToken);
        if (rows.Count == 0) return EpisodeState.New;

        // One look for both: an activation should cost little, since most episodes are asleep.
        var known = await database.QueryAsync<KnownRow>(
            """
            select kind, open, version, null::timestamptz as due_at from alerts where episode_id = $1
            union all select null, false, 0, due_at from due where key = $2
            """,
            [episodeId, ReviewKey(episodeId)],
            cancellationToken);
        return JournalRow.Fold(rows) with
        {
            Alerts = known.Where(row => row.Kind is not null).ToImmutableSortedDictionary(
                row => row.Kind!, row => new AlertLevel(row.Open, row.Version), StringComparer.Ordinal),
            ReviewPlannedAt = known.FirstOrDefault(row => row.Kind is null)?.DueAt,
        };
    }

    /// <summary>
    /// The entry, the episode's projection, its alerts and what they publish, in one transaction, with the inbox row of the
    /// message: handled means journaled.
    /// </summary>
    public async Task<AppendOutcome> AppendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        var inbox = new InboxMessage(entry.Incoming.MessageId, entry.Incoming.Endpoint);
        var write = Database(entry.OrganizationId, entry.Incoming.Endpoint, inbox).Write();
        AddEntry(write, entry);
        AddProjection(write, entry);
        foreach (var change in AlertChanges.Between(entry.Before, entry.After, entry.OrganizationId, entry.EpisodeId))
        {
            AddAlert(write, change);
        }

        if (entry.Replan) Plan(write, entry);
        try
        {
            await write.CommitAsync(cancellationToken);
            return AppendOutcome.Applied;
        }
        catch (DuplicateMessageException)
        {
            return AppendOutcome.Duplicate;
        }
        catch (PostgresException exception) when (exception.ConstraintName == "journal_source")
        {
            return AppendOutcome.Duplicate;
        }
        catch (PostgresException exception) when (exception.ConstraintName == "journal_version")
        {
            return AppendOutcome.Conflict;
        }
    }

    private static void AddEntry(WriteBatch write, JournalEntry entry) => write
        .Add(
            """
            insert into journal (organization_id, episode_id, version, source_message_id, event_type, body, occurred_at,
                recorded_at, site_id, phase, open_alerts)
            values ($1, $2, $3, $4, $5, $6::json, $7, $8, $9, $10, $11)
            """,
            entry.OrganizationId, entry.EpisodeId, entry.After.Version, entry.Incoming.MessageId, entry.Incoming.MessageType,
            entry.Incoming.Body, (entry.Message as Event)?.OccurredAt ?? entry.After.RecordedAt, entry.After.RecordedAt,
            entry.After.Facts.SiteId, EpisodePhase.Of(entry.After.Facts), entry.After.OpenAlerts)
        .Audit("episode", entry.EpisodeId, entry.After.Facts.PatientId, new { version = entry.After.Version });

    private static void AddProjection(WriteBatch write, JournalEntry entry)
    {
        var (facts, after) = (entry.After.Facts, entry.After);
        write.Add(
            """
            insert into episodes (organization_id, id, patient_id, site_id, phase, board, recorded_at, version)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (organization_id, id) do update
            set patient_id = excluded.patient_id, site_id = excluded.site_id, phase = excluded.phase, board = excluded.board,
                recorded_at = excluded.recorded_at, version = excluded.version
            where episodes.version < excluded.version
            """,
            entry.OrganizationId, entry.EpisodeId, facts.PatientId, facts.SiteId, EpisodePhase.Of(facts),
            new Json(BoardEntry.Of(entry.EpisodeId, facts, after.Version, after.RecordedAt, after.OpenAlerts)),
            after.RecordedAt, after.Version);
    }

    private static void AddAlert(WriteBatch write, EpisodeAlertChanged change) => write
        .Add(
            """
            insert into alerts (organization_id, episode_id, kind, open, changed_at, version) values ($1, $2, $3, $4, $5, $6)
            on conflict (organization_id, episode_id, kind) do update
            set open = excluded.open, changed_at = excluded.changed_at, version = excluded.version
            where alerts.version < excluded.version
            """,
            change.OrganizationId, change.EpisodeId, change.Kind, change.Open, change.OccurredAt, change.Version)
        .Publish(change);

    private static void Plan(WriteBatch write, JournalEntry entry)
    {
        if (entry.After.ReviewPlannedAt is { } at)
        {
            write.PublishWhenDue(
                ReviewKey(entry.EpisodeId),
                at,
                new ReviewEpisodeAlerts { OrganizationId = entry.OrganizationId, EpisodeId = entry.EpisodeId });
        }
        else
        {
            write.CancelDue(ReviewKey(entry.EpisodeId));
        }
    }

    private static string ReviewKey(Guid episodeId) => $"episode-alerts/{episodeId}";

    private TenantDatabase Database(Guid organizationId, string action, InboxMessage? inbox) =>
        databases.For(Caller.Service(organizationId, Service), action, inbox);

    /// <param name="Kind">Of an alert; null for the planned look at the alerts.</param>
    private sealed record KnownRow(string? Kind, bool Open, long Version, DateTimeOffset? DueAt);
}
