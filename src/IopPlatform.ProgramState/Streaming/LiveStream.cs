using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IopPlatform.ProgramState.Grains;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace IopPlatform.ProgramState.Streaming;

/// <summary>What a stream shows: full state with its version, and the same without the moment, to tell whether it has changed.</summary>
internal sealed record StreamedState(long Version, object State, object Comparable);

/// <summary>
/// Answers with server-sent events: each carries the full state, so a reconnect needs no memory. It sends when a grain hints at a
/// change, and looks by itself every few seconds, since hints may be lost and time alone changes things.
/// </summary>
internal sealed partial class LiveStream(
    IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime, IOptions<JsonOptions> json, ILogger<LiveStream> logger)
{
    private const string ClientLeft = "client-left";
    private static readonly ActivitySource Activities = new("IopPlatform.ProgramState");
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeatsEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewsEvery = TimeSpan.FromSeconds(20);

    public static bool IsWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs until the token expires, the client leaves or the process stops; says which.</summary>
    public async Task<string> RunAsync(
        HttpContext http, StreamedState first, Func<IChangeObserver, Task> subscribe, Func<Task<StreamedState?>> read)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        end.CancelAfter(ExpiresIn(http));
        using var hint = new ChangeHint();
        var observer = grains.CreateObjectReference<IChangeObserver>(hint);
        try
        {
            Open(http.Response);
            await SendAsync(http.Response, first, subscribe, observer, read, hint, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The end of a stream is not an error; the reason is told below.
        }
        catch (IOException)
        {
            // The connection broke before the request was known to be aborted.
            return ClientLeft;
        }
        finally
        {
            grains.DeleteObjectReference<IChangeObserver>(observer);
        }

        return http.RequestAborted.IsCancellationRequested ? ClientLeft
            : lifetime.ApplicationStopping.IsCancellationRequested ? "service-stops"
            : "token-expired";
    }

    private async Task SendAsync(
        HttpResponse response,
        StreamedState first,
        Func<IChangeObserver, Task> subscribe,
        IChangeObserver observer,
        Func<Task<StreamedState?>> read,
        ChangeHint hint,
        CancellationToken end)
    {
        long? renewed = null;
        var (sent, sentAt) = ("", time.GetTimestamp());
        var state = first;
        ActivityContext[] causes = [];
        while (true)
        {
            end.ThrowIfCancellationRequested();
            var comparable = Write(state.Comparable);
            if (comparable != sent)
            {
                await PushAsync(response, state, causes, end);
                (sent, sentAt) = (comparable, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(sentAt) >= BeatsEvery)
            {
                await response.WriteAsync(": heartbeat\n\n", end);
                await response.Body.FlushAsync(end);
                sentAt = time.GetTimestamp();
            }

            causes = [];
            try
            {
                if (renewed is not { } at || time.GetElapsedTime(at) >= RenewsEvery)
                {
                    await subscribe(observer);
                    renewed = time.GetTimestamp();
                }
                else
                {
                    await hint.WaitAsync(LooksEvery, end);
                }

                causes = hint.TakeCauses();
                state = await read() ?? state;
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException)
            {
                // A silo is being replaced; the stream outlives it.
                LogMissed(exception);
                renewed = null;
                await Task.Delay(TimeSpan.FromSeconds(1), time, end);
            }
        }
    }

    private async Task PushAsync(HttpResponse response, StreamedState state, ActivityContext[] causes, CancellationToken end)
    {
        using var activity = StartPush(causes);
        activity?.SetTag("iop.live.version", state.Version);
        await response.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"id: {state.Version}\nevent: state\ndata: {Write(state.State)}\n\n"), end);
        await response.Body.FlushAsync(end);
    }

    /// <summary>
    /// The last part of the trace of what has changed the state. The stream's own request lasts for minutes and is linked only, as are
    /// changes that came together with the last one. Nothing when no kept trace has caused it: time alone, or the stream's first look.
    /// </summary>
    private static Activity? StartPush(ActivityContext[] causes)
    {
        if (causes.Length == 0) return null;

        var links = causes.SkipLast(1).Select(cause => new ActivityLink(cause)).ToList();
        if (Activity.Current is { Recorded: true } stream) links.Add(new ActivityLink(stream.Context));
        return Activities.StartActivity("push live state", ActivityKind.Producer, causes[^1], links: links);
    }

    private static void Open(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private string Write(object state) => JsonSerializer.Serialize(state, state.GetType(), json.Value.SerializerOptions);

    private TimeSpan ExpiresIn(HttpContext http)
    {
        var expires = long.Parse(http.User.FindFirst("exp")!.Value, CultureInfo.InvariantCulture);
        var left = DateTimeOffset.FromUnixTimeSeconds(expires) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Warning, "A stream could not read its state and will try again")]
    private partial void LogMissed(Exception exception);

    /// <summary>Any number of hints between two looks count as one.</summary>
    private sealed class ChangeHint : IChangeObserver, IDisposable
    {
        /// <summary>Whatever came before is not named.</summary>
        private const int CausesMax = 8;

        private readonly SemaphoreSlim pending = new(0, 1);
        private readonly Lock gate = new();
        private readonly Queue<ActivityContext> causes = new();

        public Task ChangedAsync(string? traceParent)
        {
            if (ActivityContext.TryParse(traceParent, null, isRemote: true, out var cause)) Add(cause);
            try
            {
                pending.Release();
            }
            catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
            {
                // Hinted already, or the stream has just ended.
            }

            return Task.CompletedTask;
        }

        public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken end) => pending.WaitAsync(atMost, end);

        /// <summary>The kept traces of what has changed since the last time, the newest last.</summary>
        public ActivityContext[] TakeCauses()
        {
            lock (gate)
            {
                ActivityContext[] taken = [.. causes];
                causes.Clear();
                return taken;
            }
        }

        public void Dispose() => pending.Dispose();

        private void Add(ActivityContext cause)
        {
            lock (gate)
            {
                if (causes.Count == CausesMax) causes.Dequeue();
                causes.Enqueue(cause);
            }
        }
    }
}
