using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CliWrap;

namespace IopPlatform.AppHost.Commands;

/// <summary>A built test project: an xunit v3 program on Microsoft.Testing.Platform.</summary>
internal sealed record TestProgram(string Name, string Path)
{
    private const int OutputLinesShown = 60;

    /// <summary>Far above the longest project; a test that hangs becomes a failure, and the others still run.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(40);

    /// <param name="wanted">Parts of names; none means all.</param>
    public static IReadOnlyList<TestProgram> Find(string binaries, IReadOnlyList<string> wanted) =>
    [
        .. Directory.EnumerateDirectories(binaries, "*.Tests").Order()
            .Select(folder => System.IO.Path.GetFileName(folder)!)
            .Where(name => IsWanted(name, wanted))
            .Select(name => new TestProgram(name, System.IO.Path.Combine(binaries, name, "release", name)))
            .Where(program => File.Exists(program.Path)),
    ];

    public static bool IsWanted(string name, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 || wanted.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs it and reads its report; a crash, a missing report and an empty one are faults.</summary>
    public async Task<TestOutcome> RunAsync(IReadOnlyDictionary<string, string?> environment, string results, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var report = Name + ".json";
        var output = new StringBuilder();
        var sink = PipeTarget.ToStringBuilder(output);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndsWithin);
        CommandResult ended;
        try
        {
            ended = await Cli.Wrap(Path)
                .WithArguments(["--report-xunit-ctrf", "--report-xunit-ctrf-filename", report, "--results-directory", results, "--no-progress", "--no-ansi"])
                .WithEnvironmentVariables(environment)
                .WithStandardOutputPipe(sink).WithStandardErrorPipe(sink)
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TestOutcome(Name, 0, 0, 0, [], $"it did not end within {EndsWithin.TotalMinutes:0} minutes:\n{Last(output)}", clock.Elapsed);
        }

        var path = System.IO.Path.Combine(results, report);
        if (!File.Exists(path))
        {
            return new TestOutcome(Name, 0, 0, 0, [], $"it ended with {ended.ExitCode} without a report:\n{Last(output)}", clock.Elapsed);
        }

        var outcome = Read(Name, await File.ReadAllTextAsync(path, cancellationToken), clock.Elapsed);
        return outcome switch
        {
            { Passed: 0, Failed: 0, Skipped: 0 } => outcome with { Fault = "it ran no tests" },
            { Failed: 0 } when ended.ExitCode != 0 => outcome with { Fault = $"it ended with {ended.ExitCode}:\n{Last(output)}" },
            _ => outcome,
        };
    }

    /// <summary>Reads a report in the Common Test Report Format.</summary>
    internal static TestOutcome Read(string project, string json, TimeSpan took)
    {
        using var document = JsonDocument.Parse(json);
        var results = document.RootElement.GetProperty("results");
        var summary = results.GetProperty("summary");
        return new TestOutcome(
            project,
            summary.GetProperty("passed").GetInt32(),
            summary.GetProperty("failed").GetInt32(),
            summary.GetProperty("skipped").GetInt32(),
            [
                .. results.GetProperty("tests").EnumerateArray()
                    .Where(test => Text(test, "status") == "failed")
                    .Select(test => new TestFailure(Text(test, "name"), Text(test, "message"), Text(test, "trace"))),
            ],
            null,
            took);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Last(StringBuilder output) =>
        string.Join('\n', output.ToString().Split('\n').TakeLast(OutputLinesShown)).Trim();
}
