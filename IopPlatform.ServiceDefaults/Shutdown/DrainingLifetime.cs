using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.ServiceDefaults.Shutdown;

/// <summary>
/// SIGTERM drains: not ready at once, everything goes on for a while, then the host stops (streams end, requests in flight are
/// finished within the host's shutdown timeout). Ctrl+C, or a second SIGTERM, stops without the while.
/// </summary>
internal sealed partial class DrainingLifetime(
    IHostApplicationLifetime host, Drain drain, IOptions<DrainOptions> options, TimeProvider time, ILogger<DrainingLifetime> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => On(signal, drainsFirst: !drain.HasBegun)));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => On(signal, drainsFirst: false)));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => On(signal, drainsFirst: false)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => signals.ForEach(signal => signal.Dispose());

    private void On(PosixSignalContext signal, bool drainsFirst)
    {
        // The default would end the process on the spot.
        signal.Cancel = true;
        drain.Begin();
        _ = StopAsync(drainsFirst ? TimeSpan.FromSeconds(options.Value.Seconds) : TimeSpan.Zero);
    }

    private async Task StopAsync(TimeSpan after)
    {
        if (after > TimeSpan.Zero)
        {
            LogDraining(after.TotalSeconds);
            await Task.Delay(after, time);
        }

        host.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "Asked to end: not ready any more, stops in {Seconds} s")]
    private partial void LogDraining(double seconds);
}
