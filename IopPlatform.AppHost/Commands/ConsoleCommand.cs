using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>The way into the operator console of the platform that runs.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        var command = new Command("console", "Prints a link that opens the operator console once, within 30 minutes.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        if (new StateFile(Checkout.Data).Read() is not { Console.Length: > 0 } state)
        {
            AnsiConsole.WriteLine("No platform with a console runs. './iop up' starts one.");
            return 1;
        }

        var key = WatchedPlatform.ConsoleLinkKey(Secrets.Open(Checkout.Data));
        // Unwrapped, so that a narrow terminal does not break the link.
        Console.WriteLine(SignInCode.Link(new Uri(state.Console), key, TimeProvider.System.GetUtcNow()));
        return 0;
    }
}
