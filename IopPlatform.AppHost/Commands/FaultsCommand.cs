using System.CommandLine;
using System.Diagnostics;

namespace IopPlatform.AppHost.Commands;

/// <summary>Hands over to the program that breaks a platform of its own; it has the options, and knows the platform from outside.</summary>
internal static class FaultsCommand
{
    private const string Program = "IopPlatform.Faults";

    public static Command Create()
    {
        var arguments = new Argument<string[]>("options")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "--minutes N, --kills N, --seed S, --only NAME, --json FILE",
        };
        var command = new Command("faults", "Kills and freezes parts of a platform of its own under load, and checks that nothing is lost or doubled.")
        {
            arguments,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
            RunAsync([.. parsed.GetValue(arguments) ?? [], .. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Ctrl+C reaches it, too; it ends its platform by itself.
        using var program = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Binaries, Program, "release", Program), arguments))!;
        await program.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return program.ExitCode;
    }
}
