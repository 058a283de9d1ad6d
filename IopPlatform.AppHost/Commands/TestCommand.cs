using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class TestCommand
{
    private const int AtOnce = 2;

    /// <summary>They start whole platforms of their own and measure time, so each runs alone.</summary>
    private static readonly string[] AloneAndLast = ["EndToEnd", "Faults"];

    /// <summary>Not part of a run without names until its fixture bears the kill of PostgreSQL (docs/now.md).</summary>
    private const string OnlyByName = "Faults";

    public static Command Create()
    {
        var projects = new Argument<string[]>("project")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Parts of test projects' names; all projects without any.",
        };
        var command = new Command("test", "Runs every test on real servers, started once for all of them.") { projects };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(projects) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] wanted, CancellationToken cancellationToken)
    {
        var programs = TestProgram.Find(Checkout.Binaries, wanted);
        if (wanted.Length == 0)
        {
            programs = [.. programs.Where(program => !program.Name.Contains(OnlyByName, StringComparison.Ordinal))];
            AnsiConsole.WriteLine($"Left out: the {OnlyByName} tests; './iop test {OnlyByName}' runs them.");
        }

        if (programs.Count == 0)
        {
            AnsiConsole.WriteLine("No test project matches.");
            return Finish([]);
        }

        await PrerequisiteInstallation.EnsureAsync(AnsiConsole.Console, cancellationToken);
        var data = Path.Combine(Path.GetTempPath(), "iop-test-" + Guid.CreateVersion7().ToString("N")[^12..]);
        try
        {
            await using var servers = await LocalServers.StartAsync(new LocalServersOptions { DataFolder = data }, cancellationToken);
            return Finish(await RunAllAsync(programs, servers, data, cancellationToken));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<TestOutcome>> RunAllAsync(
        IReadOnlyList<TestProgram> programs, LocalServers servers, string data, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?>
        {
            ["IOP_POSTGRES"] = servers.PostgresSuperuser,
            ["IOP_RABBITMQ"] = servers.RabbitMq,
            ["IOP_RABBITMQ_MANAGEMENT"] = servers.RabbitMqManagement,
            ["IOP_REDIS"] = servers.Redis,
            ["IOP_SMTP"] = servers.Smtp,
            ["IOP_SMTP_WEB"] = servers.SmtpWeb,
        };
        var outcomes = new List<TestOutcome>();
        var together = programs.Where(program => !IsAlone(program));
        await Parallel.ForEachAsync(
            together,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            RunOneAsync);
        foreach (var program in programs.Where(IsAlone))
        {
            await RunOneAsync(program, cancellationToken);
        }

        return outcomes;

        async ValueTask RunOneAsync(TestProgram program, CancellationToken token)
        {
            var outcome = await program.RunAsync(environment, Path.Combine(data, "results"), token);
            lock (outcomes)
            {
                outcomes.Add(outcome);
                TestReport.Print(AnsiConsole.Console, outcome);
            }
        }
    }

    private static bool IsAlone(TestProgram program) => AloneAndLast.Any(part => program.Name.Contains(part, StringComparison.Ordinal));

    private static int Finish(IReadOnlyList<TestOutcome> outcomes)
    {
        // The last line is read by programs, so it goes out plainly.
        Console.Out.WriteLine(TestReport.LastLine(outcomes));
        return outcomes.Count > 0 && outcomes.All(outcome => outcome.IsGood) ? 0 : 1;
    }
}
