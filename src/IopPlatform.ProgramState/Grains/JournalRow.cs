using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Grains;

/// <summary>One entry of an episode's journal.</summary>
internal sealed record JournalRow(
    Guid EpisodeId, long Version, Guid SourceMessageId, string EventType, string Body, DateTimeOffset RecordedAt, string[] OpenAlerts)
{
    private const string Columns =
        "select episode_id, version, source_message_id, event_type, body::text as body, recorded_at, open_alerts from journal";

    /// <param name="asOf">Only what was recorded by then; null for all.</param>
    public static Task<IReadOnlyList<JournalRow>> ReadAsync(
        TenantDatabase database, Guid episodeId, DateTimeOffset? asOf, CancellationToken cancellationToken) =>
        database.QueryAsync<JournalRow>(
            $"{Columns} where episode_id = $1 and ($2::timestamptz is null or recorded_at <= $2) order by version",
            [episodeId, asOf],
            cancellationToken);

    /// <summary>The journals of the episodes that were open at the site at that moment, each in order.</summary>
    public static Task<IReadOnlyList<JournalRow>> ReadSiteAsync(
        TenantDatabase database, Guid siteId, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        database.QueryAsync<JournalRow>(
            $"""
            with last as (
                select distinct on (episode_id) episode_id, version, phase from journal
                where site_id = $1 and recorded_at <= $2 order by episode_id, version desc),
            there as (
                select episode_id from last
                where phase in ('admitted', 'active') and not exists (
                    select from journal moved where moved.episode_id = last.episode_id
                    and moved.version > last.version and moved.recorded_at <= $2))
            {Columns} where episode_id in (select episode_id from there) and recorded_at <= $2 order by episode_id, version
            """,
            [siteId, asOf],
            cancellationToken);

    public static EpisodeState Fold(IEnumerable<JournalRow> rows) => rows.Aggregate(
        EpisodeState.New,
        (state, row) => state.Replay(
            row.Version, row.SourceMessageId, MessageTypes.Read(row.EventType, row.Body), row.RecordedAt));
}
