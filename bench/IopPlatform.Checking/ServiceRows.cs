using Dapper;
using Npgsql;

namespace IopPlatform.Checking;

internal sealed record SentMessage(Guid MessageId, string MessageType, bool Sent);

internal sealed record Handled(Guid MessageId, string Endpoint);

internal sealed record Effect(Guid SourceMessageId, string Action, Guid ResourceId, long Count);

/// <summary>What a service's database says of its own, read as the role that sees every organization.</summary>
internal sealed class ServiceRows(string service, string migrator)
{
    public string Service => service;

    public Task<IReadOnlyList<SentMessage>> OutboxAsync() =>
        QueryAsync<SentMessage>("select message_id, message_type, sent_at is not null as sent from outbox");

    public Task<IReadOnlyList<Handled>> InboxAsync() => QueryAsync<Handled>("select message_id, endpoint from inbox");

    /// <summary>The messages that ProgramState's journal holds; other services have none.</summary>
    public Task<IReadOnlyList<Guid>> JournalAsync() => QueryAsync<Guid>("select source_message_id from journal");

    /// <summary>What is put aside and was not handled since, by a redelivery or a retry.</summary>
    public Task<IReadOnlyList<Handled>> ParkedAsync() =>
        QueryAsync<Handled>(
            """
            select message_id, endpoint || ' ' || error_type as endpoint from parked_messages p
            where state <> 'replayed' and not exists (
                select from inbox i
                where i.organization_id = p.organization_id and i.message_id = p.message_id and i.endpoint = p.endpoint)
            """);

    /// <summary>How often a message had the same effect on the same thing; one is right.</summary>
    public Task<IReadOnlyList<Effect>> EffectsAsync() => QueryAsync<Effect>(
        """
        select source_message_id, action, resource_id, count(*) as count from audit
        where source_message_id is not null group by source_message_id, action, resource_id
        """);

    /// <summary>How often each id was created under an action, and how often its answer was kept.</summary>
    public async Task<ILookup<Guid, string>> CreatedAsync() =>
        (await QueryAsync<(Guid Id, string Action)>("select resource_id, action from audit where source_message_id is null"))
            .ToLookup(row => row.Id, row => row.Action);

    public async Task<ILookup<Guid, int>> AnswersAsync() =>
        (await QueryAsync<(Guid Id, int Status)>("select resource_id, status from idempotency")).ToLookup(row => row.Id, row => row.Status);

    /// <summary>Makes the relay send everything once more, with the same message ids.</summary>
    public async Task ReplayOutboxAsync()
    {
        await using var connection = new NpgsqlConnection(migrator);
        await connection.ExecuteAsync("update outbox set sent_at = null");
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        await using var connection = new NpgsqlConnection(migrator);
        return (await connection.QueryAsync<T>(sql)).AsList();
    }
}
