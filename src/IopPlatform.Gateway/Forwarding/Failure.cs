using Yarp.ReverseProxy.Forwarder;

namespace IopPlatform.Gateway.Forwarding;

/// <summary>How forwarding ended, as far as it matters for what may happen next.</summary>
internal enum Failure
{
    /// <summary>The service answered, or the fault was the client's.</summary>
    None,

    /// <summary>No instance was reached: nothing was done.</summary>
    NotSent,

    /// <summary>An instance was reached and gave no answer: whether it was done is not known.</summary>
    Lost,
}

internal static class Failures
{
    public static Failure Of(HttpContext context) =>
        context.Features.Get<IForwarderErrorFeature>() is { } failed ? Of(failed.Error, failed.Exception) : Failure.None;

    private static Failure Of(ForwarderError error, Exception? exception) => error switch
    {
        ForwarderError.NoAvailableDestinations => Failure.NotSent,
        ForwarderError.Request or ForwarderError.RequestTimedOut when IsConnecting(exception) => Failure.NotSent,
        ForwarderError.Request or ForwarderError.RequestBodyDestination => Failure.Lost,
        ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination => Failure.Lost,
        _ => Failure.None,
    };

    /// <summary>The connection itself was refused, or not made in time; no byte of the request has left.</summary>
    private static bool IsConnecting(Exception? exception) => exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        or OperationCanceledException { InnerException: TimeoutException };
}
