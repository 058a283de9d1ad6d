using System.CommandLine;
using CliWrap;
using IopPlatform.AppHost.Local;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace IopPlatform.AppHost.Commands;

/// <summary><c>./iop pictures</c>: a whole platform, its pages in a browser, and a picture of each.</summary>
internal static class PicturesCommand
{
    /// <summary>Tells where the pictures go. The tests that take them are explicit: no other run has them.</summary>
    private const string Folder = "IOP_PICTURES";

    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--to")
        {
            Description = "Where the pictures go.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Checkout.Root, "docs", "pictures")),
        };
        var command = new Command("pictures", "Takes a picture of each page: light and dark, desktop and phone.") { folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await PrerequisiteInstallation.EnsureAsync(AnsiConsole.Console, cancellationToken, Prerequisite.Browser);
        var program = TestProgram.Find(Checkout.Binaries, [TestCommand.BrowserTests]).Single();
        folder.Create();
        var result = await Cli.Wrap(program.Path)
            .WithArguments(["--explicit", "only", "--filter-class", "*.PictureTests", "--no-ansi"])
            .WithEnvironmentVariables(variables => variables.Set(Folder, folder.FullName))
            .WithStandardOutputPipe(PipeTarget.ToStream(Console.OpenStandardOutput()))
            .WithStandardErrorPipe(PipeTarget.ToStream(Console.OpenStandardError()))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken);
        AnsiConsole.WriteLine($"{folder.GetFiles("*.png").Length} pictures are in {folder.FullName}.");
        return result.ExitCode;
    }
}
