using System.Diagnostics;
using System.Text.Json;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Faults;
using Npgsql;
using static NpgsqlTypes.NpgsqlDbType;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// One change: everything added is committed in one PostgreSQL transaction, sent as one batch in one round trip. On a
/// creating request the idempotency row, and while handling a message the inbox row, join it by themselves.
/// </summary>
public sealed class WriteBatch
{
    private const string ChangedNotOne = "IOP01";

    private static readonly RowInsert InboxRow = new(
        "inbox", ("organization_id", Uuid), ("message_id", Uuid), ("endpoint", Text), ("handled_at", TimestampTz));

    private static readonly RowInsert AuditRow = new(
        "audit", ("organization_id", Uuid), ("at", TimestampTz), ("subject", Text), ("action", Text), ("resource_type", Text),
        ("resource_id", Uuid), ("patient_id", Uuid), ("details", Jsonb), ("trace_id", Text), ("source_message_id", Uuid));

    private readonly NpgsqlDataSource source;
    private readonly TenantContext context;
    private readonly CommitSignal signal;
    private readonly DataKeys keys;
    private readonly List<PendingRow> first = [];
    private readonly List<NpgsqlBatchCommand> commands = [];
    private readonly List<PendingRow> last = [];
    private readonly List<(NpgsqlParameter Parameter, KeyedValue Value)> keyed = [];
    private bool wakesRelay;

    internal WriteBatch(
        NpgsqlDataSource source, TenantContext context, Caller caller, CommitSignal signal, TimeProvider time, DataKeys keys)
    {
        (this.source, this.context, this.signal, this.keys) = (source, context, signal, keys);
        Caller = caller;
        Now = time.GetUtcNow();
        if (context.Inbox is { Checked: true } message)
        {
            first.Add(new PendingRow(InboxRow, [caller.OrganizationId, message.MessageId, message.Endpoint, Now]));
            if (message.WasParked)
            {
                Add(InboxMessage.CloseParked, caller.OrganizationId, message.MessageId, message.Endpoint, Now);
            }
        }
    }

    public Caller Caller { get; }

    /// <summary>The one time that everything in this change carries.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>
    /// Adds a statement with positional parameters (<c>$1</c>). It may change any number of rows. A
    /// <see cref="ProtectedValue"/> is encrypted when the change is committed.
    /// </summary>
    public WriteBatch Add(string sql, params object?[] parameters)
    {
        var command = SqlParameters.Command(sql, parameters);
        commands.Add(command);
        keyed.AddRange(SqlParameters.Keyed(command, parameters));
        return this;
    }

    /// <summary>Adds a row that is inserted after all statements, together with the other rows of its kind.</summary>
    public WriteBatch AddRow(RowInsert insert, params object?[] values)
    {
        last.Add(new PendingRow(insert, values));
        return this;
    }

    /// <summary>
    /// Adds an update or delete (without <c>returning</c>) that must meet exactly one row; otherwise nothing of the change
    /// happens and <see cref="CommitAsync"/> throws <see cref="StaleWriteException"/>.
    /// </summary>
    public WriteBatch ChangeOne(string sql, params object?[] parameters) =>
        Add($"with changed as ({sql} returning 1) select iop.must_be_one(count(*)) from changed", parameters);

    /// <summary>Writes the audit row. Details hold ids and codes, never clinical text.</summary>
    public WriteBatch Audit(string resourceType, Guid resourceId, Guid? patientId = null, object? details = null) => AddRow(
        AuditRow,
        Caller.OrganizationId,
        Now,
        Caller.Subject,
        context.Action ?? throw new InvalidOperationException("A change needs an audit action; name it with Audited(…)."),
        resourceType,
        resourceId,
        patientId,
        details is null ? null : JsonSerializer.Serialize(details, Json.Options),
        Activity.Current?.TraceId.ToString(),
        context.Inbox?.MessageId);

    /// <summary>Remembers the answer to a creating request: repeated with the same key, it is answered alike.</summary>
    public WriteBatch Created(Guid resourceId)
    {
        if (context.Idempotency is not { } request)
        {
            throw new InvalidOperationException("Created(…) belongs to endpoints that are marked CreatesOnce().");
        }

        return Add(
            """
            insert into idempotency (organization_id, subject, key, route, body_hash, status, resource_id, created_at)
            values ($1, $2, $3, $4, $5, 201, $6, $7)
            """,
            Caller.OrganizationId, Caller.Subject, request.Key, request.Route, request.BodyHash, resourceId, Now);
    }

    /// <summary>Marks that the change leaves something for the outbox relay.</summary>
    public void WakeRelay() => wakesRelay = true;

    /// <summary>Commits everything or nothing.</summary>
    /// <exception cref="StaleWriteException">A <see cref="ChangeOne"/> met no row.</exception>
    /// <exception cref="DuplicateRequestException">The idempotency key was used before.</exception>
    /// <exception cref="DuplicateMessageException">This endpoint has handled the message before.</exception>
    /// <exception cref="PostgresException">A constraint of the service's own tables was broken.</exception>
    /// <exception cref="EncryptionException">A value cannot be encrypted: the organization's key cannot be unwrapped.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var (parameter, value) in keyed)
        {
            parameter.Value = value.Under(await keys.NewestAsync(Caller.OrganizationId, value.Purpose, cancellationToken));
        }

        var change = new PendingChange(TenantSettings.Of(Caller), first, commands, last);
        try
        {
            await (context.Inbox is null
                ? PendingChange.CommitAsync(source, [change], cancellationToken)
                : SharedCommits.Of(source).CommitAsync(change, cancellationToken));
        }
        catch (PostgresException exception) when (exception.SqlState == ChangedNotOne)
        {
            throw new StaleWriteException(exception);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "idempotency_key")
        {
            throw new DuplicateRequestException(exception);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "inbox_message")
        {
            throw new DuplicateMessageException(exception);
        }

        await ReachedCommittedAsync();
        if (wakesRelay)
        {
            signal.Raise();
        }
    }

    private ValueTask ReachedCommittedAsync() => context switch
    {
        { Inbox: not null } => Failpoints.ReachedAsync(FailpointNames.CommittedNotAcknowledged),
        { Idempotency: not null } => Failpoints.ReachedAsync(FailpointNames.CommittedNotAnswered),
        _ => ValueTask.CompletedTask,
    };
}
