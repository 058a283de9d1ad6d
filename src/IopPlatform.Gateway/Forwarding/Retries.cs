using IopPlatform.Gateway.Answers;
using IopPlatform.ServiceDefaults.Api;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace IopPlatform.Gateway.Forwarding;

/// <summary>
/// When an instance fails before a byte of the answer was sent, another one is asked, once. Where no connection was made, nothing
/// has left the gateway, so this holds for any request. What was sent already is sent again only where coming twice does no harm:
/// GET, HEAD, and a creating POST with its Idempotency-Key. Of any other write the caller is told that its outcome is not known.
/// </summary>
internal sealed partial class Retries(Refusals refusals, ILogger<Retries> logger)
{
    /// <summary>The route metadata of creating operations that ask for an Idempotency-Key.</summary>
    public const string RouteCreatesOnce = "CreatesOnce";

    private static readonly TimeSpan ComesBackSoon = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        var available = proxy.AvailableDestinations;
        var mayComeTwice = MayComeTwice(context.Request, proxy.Route);
        if (mayComeTwice) KeepBody(context.Request);
        await next();
        if (!Failed(context)) return;
        if (mayComeTwice || Failures.Of(context) == Failure.NotSent)
        {
            LogAgain(proxy.Route.Config.RouteId, proxy.ProxiedDestination?.DestinationId);
            Reset(context, proxy, available);
            await next();
        }

        await AnswerAsync(context);
    }

    private static bool Failed(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && (Failures.Of(context) != Failure.None || Streams.WasRefused(context));

    private static bool MayComeTwice(HttpRequest request, RouteModel route) =>
        HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || (route.Config.Metadata?.ContainsKey(RouteCreatesOnce) is true && request.Headers.ContainsKey("Idempotency-Key"));

    /// <summary>In memory, never on disk; it is no larger than the server's limit.</summary>
    private static void KeepBody(HttpRequest request)
    {
        if (HttpMethods.IsPost(request.Method)) request.EnableBuffering((int)ApiExtensions.BodyBytesMax, ApiExtensions.BodyBytesMax);
    }

    private static void Reset(HttpContext context, IReverseProxyFeature proxy, IReadOnlyList<DestinationState> available)
    {
        var failed = proxy.ProxiedDestination;
        var others = available.Where(destination => destination != failed).ToList();
        if (others.Count == 0) others = [.. proxy.AllDestinations.Where(destination => destination != failed)];
        // Alone, it may be the same again: an old connection has ended, its process has not.
        proxy.AvailableDestinations = others.Count > 0 ? others : available;
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        Streams.Forget(context);
        if (context.Request.Body.CanSeek) context.Request.Body.Position = 0;
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!Failed(context)) return Task.CompletedTask;
        var failure = Failures.Of(context);
        context.Response.Clear();
        return failure switch
        {
            Failure.Lost => refusals.UnknownAsync(
                context, "outcome-unknown", "The service ended before it answered. Read what you meant to change before you send it again."),
            Failure.NotSent or Failure.None => refusals.NotNowAsync(
                context, "service-unreachable", "No instance of the service can be reached; nothing was done.", ComesBackSoon),
        };
    }

    [LoggerMessage(LogLevel.Warning, "{Route} failed at {Destination} and is sent once more")]
    private partial void LogAgain(string route, string? destination);
}
