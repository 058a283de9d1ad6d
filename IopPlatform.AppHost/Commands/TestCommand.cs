using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class TestCommand
{
    internal const string BrowserTests = "Browser";
    private const int AtOnce = 2;

    /// <summary>They start whole platforms of their own and measure time, so each runs alone.</summary>
    private static readonly string[] AloneAndLast = ["EndToEnd", "Faults", BrowserTests];

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
        var aspire = TestProgram.IsWanted(AspireTests.Name, wanted);
        if (programs.Count == 0 && !aspire)
        {
            AnsiConsole.WriteLine("No test project matches.");
            return Finish([]);
        }

        IReadOnlyList<Prerequisite> besides = programs.Any(program => program.Name.Contains(BrowserTests, StringComparison.Ordinal)) ? [Prerequisite.Browser] : [];
        await PrerequisiteInstallation.EnsureAsync(AnsiConsole.Console, cancellationToken, besides);
        var data = Path.Combine(Path.GetTempPath(), "iop-test-" + Guid.CreateVersion7().ToString("N")[^12..]);
        try
        {
            await using var servers = await LocalServers.StartAsync(new LocalServersOptions { DataFolder = data }, cancellationToken);
            return Finish(await RunAllAsync(programs, aspire, servers, data, cancellationToken));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<TestOutcome>> RunAllAsync(
        IReadOnlyList<TestProgram> programs, bool aspire, LocalServers servers, string data, CancellationToken cancellationToken)
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
        var results = Path.Combine(data, "results");
        var outcomes = new List<TestOutcome>();
        Func<CancellationToken, Task<TestOutcome>>[] together =
        [
            // It builds, which takes longest.
            .. aspire ? new Func<CancellationToken, Task<TestOutcome>>[] { token => AspireTests.RunAsync(environment, results, token) } : [],
            .. programs.Where(program => !IsAlone(program)).Select(Run),
        ];
        await Parallel.ForEachAsync(
            together,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            RunOneAsync);
        foreach (var program in programs.Where(IsAlone))
        {
            await RunOneAsync(Run(program), cancellationToken);
        }

        return outcomes;

        Func<CancellationToken, Task<TestOutcome>> Run(TestProgram program) => token => program.RunAsync(environment, results, token);

        async ValueTask RunOneAsync(Func<CancellationToken, Task<TestOutcome>> run, CancellationToken token)
        {
            var outcome = await run(token);
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
