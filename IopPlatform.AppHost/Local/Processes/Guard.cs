using System.Diagnostics;

namespace IopPlatform.AppHost.Local;

/// <summary>In which order process groups end: the highest stage first.</summary>
internal enum Stage
{
    PortMapper = 0,
    Server = 1,
    Service = 2,
    Edge = 3,
}

/// <summary>
/// The process at the end of a pipe that ends all process groups in order when this process is gone or disposes the guard.
/// It is the only way by which the platform stops, so each orderly stop also tests the disorderly one.
/// </summary>
internal sealed class Guard : IAsyncDisposable
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly Lock gate = new();
    private bool closed;

    private Guard(Process process)
    {
        this.process = process;
        Identity = ProcessIdentity.Of(process.Id)
            ?? throw new InvalidOperationException("The guard process ended at once; is /bin/sh there?");
    }

    public ProcessIdentity Identity { get; }

    public static Guard Start()
    {
        // A session of its own: neither Ctrl+C nor the end of the terminal reaches it.
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "/bin/sh", Path.Combine(AppContext.BaseDirectory, "guard.sh") },
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return new Guard(Process.Start(start)!);
    }

    /// <returns>False when the guard ends everything already, so nothing may start any more.</returns>
    public bool Started(Stage stage, int group, string signal) => Tell($"start {(int)stage} {group} {signal}");

    public void Ended(int group) => Tell($"ended {group}");

    /// <summary>Ends every group in order and returns when nothing is left.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            closed = true;
            process.StandardInput.Close();
        }

        using var patience = new CancellationTokenSource(EndsWithin);
        await process.WaitForExitAsync(patience.Token);
        process.Dispose();
    }

    private bool Tell(string line)
    {
        lock (gate)
        {
            if (!closed)
            {
                process.StandardInput.Write(line + "\n");
                process.StandardInput.Flush();
            }

            return !closed;
        }
    }
}
