using CliWrap;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace IopPlatform.AppHost.Commands;

/// <summary>Writes what the clinical core says of its own cases into the documentation.</summary>
internal static class ClinicalCommand
{
    private const string Tests = "IopPlatform.Clinical.Tests";

    public static Command Create()
    {
        var vignettes = new Command("vignettes", "Prints every vignette with its recommendation and both justifications into docs/clinical/vignettes.md.");
        vignettes.SetAction((_, cancellationToken) => WriteVignettesAsync(cancellationToken));
        return new Command("clinical", "Writes documents from the rules of the clinical core.") { vignettes };
    }

    /// <summary>The test that says whether the file is stale also writes it, so that there is one printer.</summary>
    private static async Task<int> WriteVignettesAsync(CancellationToken cancellationToken)
    {
        var program = TestProgram.Find(Checkout.Binaries, [Tests]).SingleOrDefault(program => program.Name == Tests)
            ?? throw new InvalidOperationException($"{Tests} is not built.");
        var ended = await Cli.Wrap(program.Path)
            .WithArguments(["--filter-class", "*.VignetteBookTests", "--no-progress", "--no-ansi"])
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["IOP_UPDATE"] = "1" })
            .WithStandardErrorPipe(PipeTarget.ToStream(Console.OpenStandardError()))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken);
        AnsiConsole.WriteLine(ended.IsSuccess
            ? "docs/clinical/vignettes.md holds what the rules say today."
            : $"The vignettes could not be printed; run {program.Path} to see why.");
        return ended.ExitCode;
    }
}
