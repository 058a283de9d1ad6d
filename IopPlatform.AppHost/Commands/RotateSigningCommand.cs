using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Changes the key that signs tokens, while people are signed in.</summary>
internal static class RotateSigningCommand
{
    private static readonly TimeSpan RestartsWithin = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var rotate = new Command(
            "rotate-signing",
            "Lets a new key sign tokens. The former is published until the next rotation, so sessions go on. Restarts identity alone.");
        rotate.SetAction((_, cancellationToken) => RunAsync(Checkout.Data, cancellationToken));
        return rotate;
    }

    /// <summary>
    /// The other services know the new key with the first token it has signed. Twice within twelve hours ends sessions that were
    /// not used between: what they hold was encrypted for a key that is gone.
    /// </summary>
    private static async Task<int> RunAsync(string dataFolder, CancellationToken cancellationToken)
    {
        Secrets.Open(dataFolder).RotateSigningKey();
        if (new StateFile(dataFolder).Read() is not { } state)
        {
            AnsiConsole.WriteLine("A new key signs from the next start on.");
            return 0;
        }

        // The orchestrator starts each instance again, and reads the secrets anew.
        foreach (var running in state.Resources.Where(IsIdentity))
        {
            if (running.Process is { } process && process.IsAlive())
            {
                Native.Signal(process.Id, Native.SignalTerminate);
                if (!await RestartedAsync(dataFolder, running.Name, process, cancellationToken)) return Late(running.Name);
            }
        }

        AnsiConsole.WriteLine("A new key signs; the former is published until the next rotation.");
        return 0;
    }

    private static async Task<bool> RestartedAsync(string dataFolder, string name, ProcessIdentity former, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RestartsWithin);
        while (!limit.IsCancellationRequested)
        {
            if (new StateFile(dataFolder).Read() is { } state
                && state.Resources.FirstOrDefault(resource => resource.Name == name) is { State: ResourceState.Healthy, Process: { } present }
                && present != former)
            {
                return true;
            }

            await Task.Delay(100, cancellationToken);
        }

        return false;
    }

    private static bool IsIdentity(ResourceStatus resource) =>
        resource.Name == ResourceNames.Identity || resource.Name.StartsWith(ResourceNames.Identity + "-", StringComparison.Ordinal);

    private static int Late(string name)
    {
        AnsiConsole.WriteLine($"{name} was not healthy again within {RestartsWithin.TotalSeconds:0} s. './iop status' tells more.");
        return 1;
    }
}
