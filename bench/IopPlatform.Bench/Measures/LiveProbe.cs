using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using IopPlatform.Bench.Load;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Bench.Measures;

/// <summary>Somebody who watches one episode's live state as a stream and notes when a new version is seen.</summary>
internal sealed class LiveProbe(Booking booking) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private TaskCompletionSource<long> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version;

    public Booking Booking => booking;

    /// <summary>Ends when the first state has come.</summary>
    public async Task WatchAsync(BenchPlatform platform, HttpClient http, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(platform.Gateway, $"/api/program-state/episodes/{booking.EpisodeId}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Authorization = new("Bearer", platform.Tokens.For(booking.OrganizationId, Roles.Therapist));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var first = Next();
        _ = ReadAsync(answer, stop.Token);
        await first.WaitAsync(cancellationToken);
    }

    /// <summary>The moment (of <see cref="Stopwatch"/>) at which the next state is seen.</summary>
    public Task<long> Next()
    {
        lock (gate)
        {
            seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            return seen.Task;
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var held = answer;
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        try
        {
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!line.StartsWith("id: ", StringComparison.Ordinal)) continue;
                var now = Stopwatch.GetTimestamp();
                var next = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                lock (gate)
                {
                    // Time alone may change a state, too; then its version stays.
                    if (next > version) seen.TrySetResult(now);
                    version = next;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }
}
