using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class DownCommand
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var command = new Command("down", "Stops the platform that runs from this checkout.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    /// <summary>Asks the orchestrator to end, kills it when it does not, and waits until its guard has ended the rest.</summary>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (new StateFile(Checkout.Data).Read() is not { } state)
        {
            AnsiConsole.WriteLine("Nothing runs.");
            return 0;
        }

        Native.Signal(state.Orchestrator.Id, Native.SignalTerminate);
        if (!await EndedAsync(state.Orchestrator, cancellationToken))
        {
            Native.Signal(state.Orchestrator.Id, Native.SignalKill);
        }

        var ended = await EndedAsync(state.Guard, cancellationToken);
        AnsiConsole.WriteLine(ended ? "Stopped." : "Some processes are still ending.");
        return ended ? 0 : 1;
    }

    private static async Task<bool> EndedAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndsWithin);
        while (process.IsAlive() && !limit.IsCancellationRequested)
        {
            await Task.Delay(50, cancellationToken);
        }

        return !process.IsAlive();
    }
}
