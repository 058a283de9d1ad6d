using System.Security.Claims;
using IopPlatform.Messaging.Parked;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IopPlatform.Messaging.Operations;

/// <param name="Reason">Why nobody needs it handled any more; 1 to 500 characters, kept with the message.</param>
public sealed record DiscardRequest(string? Reason);

public sealed record EndpointReplayRequest(string? Endpoint);

/// <param name="Messages">How many were changed.</param>
public sealed record ParkedChanged(int Messages);

/// <summary>
/// What operators do with a service's parked messages; <c>./iop parked</c> calls it at each service. Each decision is written
/// to the audit trail of the organization whose message it is.
/// </summary>
internal static class ParkedMessageEndpoints
{
    private const int ReasonLengthMax = 500;
    private static readonly string[] States = ["parked", "replayed", "discarded"];

    public static void Map(IEndpointRouteBuilder internals)
    {
        internals.MapGet("/parked-messages", ListAsync).RequireRoles(Roles.Operator).Audited("parked-message.list");
        internals.MapGet("/parked-messages/{id:guid}", ShowAsync).RequireRoles(Roles.Operator).Audited("parked-message.show");
        internals.MapPost("/parked-messages/{id:guid}/retry", RetryAsync).RequireRoles(Roles.Operator).Audited("parked-message.retry");
        internals.MapPost("/parked-messages/{id:guid}/discard", DiscardAsync).RequireRoles(Roles.Operator).Audited("parked-message.discard");
        internals.MapPost("/parked-messages/replay", ReplayAsync).RequireRoles(Roles.Operator).Audited("parked-message.replay");
    }

    private static async Task<IResult> ListAsync(
        string? endpoint, string? state, Guid? organizationId, string? after, int? limit, ParkedTable table, CancellationToken cancellationToken)
    {
        if (!TimeCursor.TryParse(after, out var cursor)) return Problems.Field("after", "This is not a cursor that this list gave out.");
        if (state is not null && !States.Contains(state)) return Problems.Field("state", $"One of {string.Join(", ", States)}.");

        var rowsMax = Cursor.Limit(limit);
        var rows = await table.ListAsync(
            new ParkedFilter(endpoint, state, organizationId), cursor?.At, cursor?.Id, rowsMax + 1, cancellationToken);
        return TypedResults.Ok(Cursor.Cut(rows, rowsMax, row => TimeCursor.Of(row.FirstParkedAt, row.Id)));
    }

    private static async Task<IResult> ShowAsync(Guid id, ParkedTable table, CancellationToken cancellationToken) =>
        await table.FindAsync(id, cancellationToken) is { } row ? TypedResults.Ok(row) : Problems.NotFound("parked message");

    private static Task<IResult> RetryAsync(
        Guid id, ClaimsPrincipal user, ParkedTable table, TenantDatabases databases, CancellationToken cancellationToken) =>
        ChangeAsync(id, user, "parked-message.retry", table, databases, (write, row) => write.ChangeOne(
            "update parked_messages set next_try_at = $2 where id = $1 and state = 'parked'", row.Id, write.Now), cancellationToken);

    private static Task<IResult> DiscardAsync(
        Guid id, DiscardRequest request, ClaimsPrincipal user, ParkedTable table, TenantDatabases databases, CancellationToken cancellationToken) =>
        request.Reason?.Trim() is not { Length: > 0 and <= ReasonLengthMax } reason
            ? Task.FromResult<IResult>(Problems.Field("reason", $"Say why, in 1 to {ReasonLengthMax} characters."))
            : ChangeAsync(id, user, "parked-message.discard", table, databases, (write, row) => write.ChangeOne(
                """
                update parked_messages set state = 'discarded', discard_reason = $2, closed_at = $3, next_try_at = null
                where id = $1 and state = 'parked'
                """,
                row.Id, reason, write.Now), cancellationToken);

    /// <summary>Everything that waits at an endpoint, organization by organization.</summary>
    private static async Task<IResult> ReplayAsync(
        EndpointReplayRequest request, ClaimsPrincipal user, ServiceQueues queues, ParkedTable table, TenantDatabases databases,
        CancellationToken cancellationToken)
    {
        if (queues.Consumers.All(queue => queue.Name != request.Endpoint))
        {
            return Problems.Field("endpoint", "This service has no such endpoint.");
        }

        var replayed = 0;
        foreach (var organization in await table.WaitingOrganizationsAsync(request.Endpoint!, cancellationToken))
        {
            var database = databases.For(Operator(organization, user), "parked-message.replay");
            var ids = await database.QueryAsync<Guid>(
                "select id from parked_messages where endpoint = $1 and state = 'parked'", [request.Endpoint], cancellationToken);
            var write = database.Write();
            await write
                .Add("update parked_messages set next_try_at = $2 where id = any($1) and state = 'parked'", ids, write.Now)
                .Audit("organization", organization, details: new { endpoint = request.Endpoint, messages = ids.Count })
                .CommitAsync(cancellationToken);
            replayed += ids.Count;
        }

        return TypedResults.Ok(new ParkedChanged(replayed));
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, ClaimsPrincipal user, string action, ParkedTable table, TenantDatabases databases,
        Func<WriteBatch, ParkedMessage, WriteBatch> change, CancellationToken cancellationToken)
    {
        if (await table.FindAsync(id, cancellationToken) is not { } row) return Problems.NotFound("parked message");
        if (row.State != "parked") return Problems.Rule("parked-message-closed", $"This message is {row.State} already.");

        await change(databases.For(Operator(row.OrganizationId, user), action).Write(), row)
            .Audit("parked-message", row.Id, details: new { endpoint = row.Endpoint, messageId = row.MessageId, messageType = row.MessageType })
            .CommitAsync(cancellationToken);
        return TypedResults.Ok(new ParkedChanged(1));
    }

    private static Caller Operator(Guid organizationId, ClaimsPrincipal user) =>
        new(organizationId, user.FindFirstValue(CallerClaims.Subject) ?? Roles.Operator, [Roles.Operator], null, null);
}
