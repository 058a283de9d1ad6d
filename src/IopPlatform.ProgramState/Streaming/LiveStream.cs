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
        while (true)
        {
            end.ThrowIfCancellationRequested();
            var comparable = Write(state.Comparable);
            if (comparable != sent)
            {
                await response.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"id: {state.Version}\nevent: state\ndata: {Write(state.State)}\n\n"), end);
                (sent, sentAt) = (comparable, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(sentAt) >= BeatsEvery)
            {
                await response.WriteAsync(": heartbeat\n\n", end);
                sentAt = time.GetTimestamp();
            }

            await response.Body.FlushAsync(end);
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
        private readonly SemaphoreSlim pending = new(0, 1);

        public Task ChangedAsync()
        {
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

        public void Dispose() => pending.Dispose();
    }
}
