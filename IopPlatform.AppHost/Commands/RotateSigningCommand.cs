using System.CommandLine;
using System.Globalization;
using IopPlatform.AppHost.Local;
using IopPlatform.ServiceDefaults.Auth;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Changes the key that signs tokens, while people are signed in.</summary>
internal static class RotateSigningCommand
{
    private static readonly TimeSpan RestartsWithin = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var leaked = new Option<bool>("--leaked")
        {
            Description = "The present key is in wrong hands: replaces it at once. Everybody signs in again, and requests fail for seconds.",
        };
        var rotate = new Command(
            "rotate-signing",
            "Publishes a new key for tokens and lets it sign later, when everybody knows it. Sessions go on. Restarts identity alone.")
        {
            leaked,
        };
        rotate.SetAction((parsed, cancellationToken) =>
            RunAsync(Checkout.Data, parsed.GetValue(leaked), TimeProvider.System.GetUtcNow(), cancellationToken));
        return rotate;
    }

    private static async Task<int> RunAsync(string dataFolder, bool leaked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secrets = Secrets.Open(dataFolder);
        var rotation = SigningRotation.At(now);
        if (leaked)
        {
            secrets.ReplaceSigningKey();
        }
        else if (SigningRotation.NotBefore(secrets.SigningFrom, now) is { } free)
        {
            AnsiConsole.WriteLine(
                $"The last rotation's former key is needed until {Text(free)}: sessions hold what was encrypted for it. Nothing was changed. "
                + "(If the present key leaked: --leaked.)");
            return 1;
        }
        else
        {
            secrets.RotateSigningKey(rotation.SignsFrom);
        }

        // The orchestrator starts each instance again, and reads the secrets anew; one after the other, so that one always answers.
        if (new StateFile(dataFolder).Read() is { } state && await RestartAsync(dataFolder, state, cancellationToken) is { } late)
        {
            AnsiConsole.WriteLine(
                $"{late} was not healthy again within {RestartsWithin.TotalSeconds:0} s. './iop status' tells more. "
                + (leaked ? "" : $"It must publish the new key before {Text(rotation.SignsFrom)}."));
            return 1;
        }

        AnsiConsole.WriteLine(leaked
            ? "A new key signs, every other is forgotten. Everybody signs in again; access tokens of the former key are refused "
                + $"within {PublishedKeys.FreshFor.TotalMinutes:0} minutes."
            : $"The new key is published now and signs from {Text(rotation.SignsFrom)}; validators keep published keys for "
                + $"{PublishedKeys.FreshFor.TotalMinutes:0} minutes.\nThe former key's last token is dead at {Text(rotation.FormerUntil)}. "
                + "It is published until the next rotation, which comes no sooner.");
        return 0;
    }

    /// <returns>The instance that did not come back in time.</returns>
    private static async Task<string?> RestartAsync(string dataFolder, PlatformState state, CancellationToken cancellationToken)
    {
        foreach (var running in state.Resources.Where(IsIdentity))
        {
            if (running.Process is { } process && process.IsAlive())
            {
                Native.Signal(process.Id, Native.SignalTerminate);
                if (!await RestartedAsync(dataFolder, running.Name, process, cancellationToken)) return running.Name;
            }
        }

        return null;
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

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
}
