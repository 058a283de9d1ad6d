using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class ResetCommand
{
    public static Command Create()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("reset", "Deletes all data, secrets and logs of this checkout's platform.") { yes };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(yes), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool yes, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Checkout.Data))
        {
            AnsiConsole.WriteLine("There is no data.");
            return 0;
        }

        if (!yes && (Console.IsInputRedirected
            || !await AnsiConsole.ConfirmAsync($"Delete everything in {Checkout.Data}?", defaultValue: false, cancellationToken)))
        {
            AnsiConsole.WriteLine("Nothing was deleted. Without a terminal, say --yes.");
            return 1;
        }

        var stopped = await DownCommand.RunAsync(cancellationToken);
        if (stopped != 0)
        {
            return stopped;
        }

        // Only a folder that is a platform's is deleted: IOP_DATA could name any.
        if (!File.Exists(Path.Combine(Checkout.Data, "lock")))
        {
            throw new InvalidOperationException($"{Checkout.Data} holds no platform's data and is left alone.");
        }

        var key = PlatformKeyFile.Find(Checkout.Data, PlatformKeyFile.DefaultFolder);
        using (await FolderLock.TakeAsync(Checkout.Data, cancellationToken))
        {
            Directory.Delete(Checkout.Data, recursive: true);
        }

        AnsiConsole.WriteLine($"Deleted {Checkout.Data}.");
        if (File.Exists(key))
        {
            AnsiConsole.WriteLine($"Its platform key stays: {key}. Delete it once no backup of these data is to be read any more.");
        }

        return 0;
    }
}
