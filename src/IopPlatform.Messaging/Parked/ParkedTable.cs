using System.Text;
using Dapper;
using IopPlatform.Messaging.Outbox;
using Npgsql;

namespace IopPlatform.Messaging.Parked;

/// <summary>What may be told about a parked message: everything but the message.</summary>
/// <param name="State"><c>parked</c>, <c>replayed</c> (handled after all) or <c>discarded</c>.</param>
/// <param name="ErrorKind"><c>failure</c>, or <c>crash</c> when the process ended while it had the message in hand.</param>
/// <param name="Attempts">The consumer's attempts in all.</param>
/// <param name="Tries">How often it was sent to its endpoint again.</param>
/// <param name="NextTryAt">Null when it is tried by hand only.</param>
public sealed record ParkedMessage(
    Guid Id, Guid OrganizationId, Guid MessageId, string Endpoint, string MessageType, string State, string ErrorKind, string ErrorType,
    int Attempts, int Tries, DateTimeOffset FirstParkedAt, DateTimeOffset ParkedAt, DateTimeOffset? NextTryAt, DateTimeOffset? ClosedAt,
    string? DiscardReason, string? TraceParent);

/// <summary>Which parked messages; null means any.</summary>
internal sealed record ParkedFilter(string? Endpoint, string? State, Guid? OrganizationId);

/// <summary>The parked messages of all organizations, as the relay's role sees them.</summary>
internal sealed class ParkedTable(RelayDatabase relay)
{
    private const string Columns =
        """
        select id, organization_id, message_id, endpoint, message_type, state, error_kind, error_type, attempts, tries,
            first_parked_at, parked_at, next_try_at, closed_at, discard_reason, trace_parent
        from parked_messages
        """;

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(
        ParkedFilter filter, DateTimeOffset? afterTime, Guid? afterId, int rowsMax, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder(Columns).Append(" where true");
        await using var command = relay.Source.CreateCommand();
        AddCondition("endpoint = ", filter.Endpoint);
        AddCondition("state = ", filter.State);
        AddCondition("organization_id = ", filter.OrganizationId);
        if (afterTime is { } time && afterId is { } id)
        {
            sql.Append($" and (first_parked_at, id) > ({Parameter(time.ToUniversalTime())}, {Parameter(id)})");
        }

        sql.Append($" order by first_parked_at, id limit {Parameter(rowsMax)}");
        command.CommandText = sql.ToString();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return reader.Parse<ParkedMessage>().AsList();

        void AddCondition(string comparison, object? value)
        {
            if (value is not null) sql.Append($" and {comparison}{Parameter(value)}");
        }

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${command.Parameters.Count}";
        }
    }

    public async Task<ParkedMessage?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand($"{Columns} where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return reader.Parse<ParkedMessage>().SingleOrDefault();
    }

    /// <summary>The organizations with messages that wait at the endpoint.</summary>
    public async Task<IReadOnlyList<Guid>> WaitingOrganizationsAsync(string endpoint, CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand(
            "select distinct organization_id from parked_messages where endpoint = $1 and state = 'parked'");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = endpoint });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return reader.Parse<Guid>().AsList();
    }

    /// <summary>
    /// Sends what is due, under locks that other instances skip. A process that dies before the commit leaves the rows due, and
    /// the message goes out twice, which the inbox absorbs.
    /// </summary>
    /// <param name="send">Returns false when the broker did not take it.</param>
    /// <returns>How many were due.</returns>
    public async Task<int> RetryDueAsync(
        DateTimeOffset now, int rowsMax, Func<ParkedMessage, Task<bool>> send, CancellationToken cancellationToken)
    {
        await using var connection = await relay.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await DueAsync(connection, now, rowsMax, cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        var sent = await Task.WhenAll(due.Select(send));
        // Should the answer get lost with a broker's disk, the next time is set already; the consumer's failure sets it anew.
        var next = RetrySchedule.From(now, Random.Shared.NextDouble());
        await using var update = new NpgsqlCommand(
            """
            update parked_messages p
            set tries = p.tries + case when outcome.sent then 1 else 0 end,
                next_try_at = case when outcome.sent then ($3::timestamptz[])[p.tries + 2] else ($3::timestamptz[])[1] end
            from unnest($1::uuid[], $2::boolean[]) as outcome(id, sent) where p.id = outcome.id
            """,
            connection,
            transaction);
        update.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. due.Select(row => row.Id)] });
        update.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = sent });
        update.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. next.Select(time => time.UtcDateTime)] });
        await update.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }

    private static async Task<IReadOnlyList<ParkedMessage>> DueAsync(
        NpgsqlConnection connection, DateTimeOffset now, int rowsMax, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"{Columns} where state = 'parked' and next_try_at <= $1 order by next_try_at limit $2 for update skip locked", connection);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rowsMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return reader.Parse<ParkedMessage>().AsList();
    }
}
