using System.CommandLine;
using IopPlatform.AppHost.Local;
using IopPlatform.Journeys.Gateway;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Takes the place of a demo person's phone, and of the demo partner's key store.</summary>
internal static class CodeCommand
{
    public static Command Create()
    {
        var who = new Argument<string>("who") { Description = "A demo person's e-mail address, or demo-partner." };
        var command = new Command("code", "Prints the code that a demo person's authenticator app would show now, or the partner's assertion.") { who };
        command.SetAction(parsed => Run(parsed.GetValue(who)!));
        return command;
    }

    private static int Run(string who)
    {
        var secrets = Secrets.Open(Checkout.Data);
        var now = TimeProvider.System.GetUtcNow();
        if (who == PartnerKey.Client)
        {
            var state = new StateFile(Checkout.Data).Read()
                ?? throw new InvalidOperationException("Nothing runs. './iop up' starts the platform.");
            AnsiConsole.WriteLine(PartnerKey.Assertion(secrets.PartnerKey, new Uri(state.Gateway), now));
            return 0;
        }

        var step = DemoTotp.StepAt(now);
        AnsiConsole.WriteLine(DemoTotp.Code(secrets.DemoTotpSeed, who, step));
        Console.Error.WriteLine($"Good for {DemoTotp.SecondsLeft(now)} s, and for one sign-in.");
        return 0;
    }
}
