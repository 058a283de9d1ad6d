using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Gateway;

/// <summary>
/// A fact reaches the other services by events, moments after it was acknowledged. What needs it is asked for again, with
/// growing pauses, for a bounded time.
/// </summary>
internal static class Patience
{
    /// <summary>Moments on a quiet machine; a message to a patient also waits for Intake's decision, again and again where it is slow.</summary>
    private static readonly TimeSpan Usually = TimeSpan.FromSeconds(60);
    private static readonly AsyncLocal<TimeSpan> Longer = new();
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);

    private static TimeSpan AtMost => Longer.Value > Usually ? Longer.Value : Usually;

    /// <summary>Where parts of the platform are taken down on purpose, facts travel as long as that takes. Holds for the calling run.</summary>
    public static void AtLeast(TimeSpan patience) => Longer.Value = patience;

    /// <summary>Repeats while the thing is not known there yet (404), or one of the rules says that something is missing.</summary>
    /// <param name="awaited">What the request waits for, for the failure text.</param>
    public static Task<T> WhileLateAsync<T>(
        string awaited, Func<Task<T>> request, CancellationToken cancellationToken, params string[] rules) =>
        RepeatAsync(
            awaited,
            async () =>
            {
                try
                {
                    return (true, await request(), null);
                }
                catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.NotFound || rules.Contains(problem.Rule))
                {
                    return (false, default(T)!, problem);
                }
            },
            cancellationToken);

    /// <summary>Repeats until the answer is as awaited.</summary>
    public static Task<T> UntilAsync<T>(
        string awaited, Func<Task<T>> request, Func<T, bool> isAsAwaited, CancellationToken cancellationToken) =>
        RepeatAsync(
            awaited,
            async () =>
            {
                try
                {
                    var answer = await request();
                    return (isAsAwaited(answer), answer, (Exception?)null);
                }
                catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.NotFound)
                {
                    return (false, default!, problem);
                }
            },
            cancellationToken);

    private static async Task<T> RepeatAsync<T>(
        string awaited, Func<Task<(bool Done, T Answer, Exception? Problem)>> attempt, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var atMost = AtMost;
        for (var pause = FirstPause; ; pause = pause * 1.6 < LongestPause ? pause * 1.6 : LongestPause)
        {
            var (done, answer, problem) = await attempt();
            if (done) return answer;
            if (Stopwatch.GetElapsedTime(since) > atMost)
            {
                var last = problem?.Message ?? $"The last answer was {Text(answer)}";
                throw new JourneyException($"Waited {atMost.TotalSeconds:0} s for {awaited}. {Shortened(last)}", problem);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    private static string Text<T>(T answer) => answer is IEnumerable<JsonNode> items
        ? $"[{string.Join(", ", items.Select(item => item.ToJsonString()))}]"
        : $"{answer}";

    private static string Shortened(string text) => text.Length <= 1500 ? text : text[..1500] + "…";
}
