using System.Diagnostics;
using System.Net;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// What a careful client does with a request whose answer is lost: it asks again. A creating request carries its key, so that is
/// safe; of an edit that was asked for twice, "not as you have seen it" is the sign that the first was done.
/// </summary>
/// <param name="repeatFor">Zero for a client that gives up after a few "not now".</param>
internal sealed class Repetition(TimeSpan repeatFor)
{
    private const int AttemptsMax = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly long since = Stopwatch.GetTimestamp();
    private int attempts;

    /// <summary>An earlier attempt may have been done without our knowing.</summary>
    private bool MayBeDone { get; set; }

    private bool IsTimeLeft => repeatFor > TimeSpan.Zero && Stopwatch.GetElapsedTime(since) < repeatFor;

    /// <summary>No answer, or one that broke off.</summary>
    public bool Repeats(Exception exception, CancellationToken cancellationToken)
    {
        var isLost = exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
        MayBeDone |= isLost;
        return isLost && IsTimeLeft;
    }

    public bool Repeats(HttpStatusCode status)
    {
        attempts++;
        switch (status)
        {
            case HttpStatusCode.TooManyRequests:
                return attempts < AttemptsMax || IsTimeLeft;
            case HttpStatusCode.ServiceUnavailable:
                MayBeDone |= repeatFor > TimeSpan.Zero;
                return attempts < AttemptsMax || IsTimeLeft;
            case HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout:
                MayBeDone = true;
                return IsTimeLeft;
            default:
                return false;
        }
    }

    /// <summary>The refusal of a repeated edit that says it is done.</summary>
    public bool SaysDone(HttpMethod method, HttpStatusCode status) => MayBeDone && status switch
    {
        HttpStatusCode.PreconditionFailed => true,
        HttpStatusCode.Conflict => method == HttpMethod.Post,
        HttpStatusCode.NotFound => method == HttpMethod.Delete,
        _ => false,
    };

    public Task PauseAsync(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(250 * Math.Max(1, attempts));
        return Task.Delay(asked ?? (pause < LongestPause ? pause : LongestPause), cancellationToken);
    }
}
