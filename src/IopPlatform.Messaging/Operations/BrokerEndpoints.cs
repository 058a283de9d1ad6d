using IopPlatform.Messaging.Failed;
using IopPlatform.Messaging.Replay;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Messaging.Operations;

/// <param name="Name">The queue's name.</param>
public sealed record EndpointDescription(string Name, IReadOnlyList<string> MessageTypes);

/// <param name="Id">Null: every one.</param>
public sealed record ReturnRequest(string? Id);

public sealed record DiscardFailedRequest(string? Id);

/// <summary>What operators do with the broker: see and return what failed before its consumer's database, and send the outbox again.</summary>
internal static partial class BrokerEndpoints
{
    private const int RoutesMax = 500;

    public static void Map(IEndpointRouteBuilder internals)
    {
        internals.MapGet("/endpoints", Endpoints).RequireRoles(Roles.Operator).Audited("endpoint.list");
        internals.MapGet("/failed-messages", ListAsync).RequireRoles(Roles.Operator).Audited("failed-message.list");
        internals.MapPost("/failed-messages/return", ReturnAsync).RequireRoles(Roles.Operator).Audited("failed-message.return");
        internals.MapPost("/failed-messages/discard", DiscardAsync).RequireRoles(Roles.Operator).Audited("failed-message.discard");
        internals.MapPost("/outbox/replay", ReplayAsync).RequireRoles(Roles.Operator).Audited("outbox.replay");
    }

    private static Ok<EndpointDescription[]> Endpoints(ServiceQueues queues) =>
        TypedResults.Ok(queues.Consumers.Select(queue => new EndpointDescription(queue.Name, queue.MessageTypes)).ToArray());

    private static async Task<IResult> ListAsync(FailedQueue failed, CancellationToken cancellationToken) =>
        TypedResults.Ok(await failed.ListAsync(cancellationToken));

    private static async Task<IResult> ReturnAsync(
        ReturnRequest request, FailedQueue failed, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var returned = await failed.ReturnAsync(request.Id, cancellationToken);
        foreach (var message in returned)
        {
            LogReturned(loggers.CreateLogger(typeof(BrokerEndpoints)), message.Id, message.Endpoint);
        }

        return TypedResults.Ok(new ParkedChanged(returned.Count));
    }

    private static async Task<IResult> DiscardAsync(
        DiscardFailedRequest request, FailedQueue failed, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Id)) return Problems.Field("id", "Say which message.");

        var discarded = await failed.DiscardAsync(request.Id, cancellationToken);
        foreach (var message in discarded)
        {
            LogDiscarded(loggers.CreateLogger(typeof(BrokerEndpoints)), message.Id, message.Endpoint, message.Reason);
        }

        return TypedResults.Ok(new ParkedChanged(discarded.Count));
    }

    private static async Task<IResult> ReplayAsync(ReplayRequest request, OutboxReplay replay, CancellationToken cancellationToken)
    {
        if (request.Routes is null or { Count: 0 or > RoutesMax }) return Problems.Field("routes", $"1 to {RoutesMax} routes.");

        try
        {
            return TypedResults.Ok(await replay.StepAsync(request, cancellationToken));
        }
        catch (Exception exception) when (exception is MassTransitException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return TypedResults.Problem(
                "The broker has not taken every message of this step. Ask again: what it took is absorbed.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(LogLevel.Information, "Failed message {MessageId} was returned to {Endpoint} by an operator")]
    private static partial void LogReturned(ILogger logger, string messageId, string endpoint);

    [LoggerMessage(LogLevel.Warning, "Failed message {MessageId} of {Endpoint} ({Reason}) was discarded by an operator")]
    private static partial void LogDiscarded(ILogger logger, string messageId, string endpoint, string reason);
}

public static class MessagingOperations
{
    /// <summary>What operators do with a service's messages: parked ones, failed ones, and the outbox.</summary>
    public static void MapParkedMessages(this RouteGroupBuilder internals)
    {
        ParkedMessageEndpoints.Map(internals);
        BrokerEndpoints.Map(internals);
    }
}
