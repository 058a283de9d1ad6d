using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace IopPlatform.AppHost.Commands;

/// <summary>
/// The tests of the Aspire orchestrator. They are built apart, with services against Aspire's client integrations, where Aspire's
/// packages can be restored; where they can't, they count as one skipped test with the reason.
/// </summary>
internal static partial class AspireTests
{
    public const string Name = "IopPlatform.AppHost.Aspire.Tests";
    private const int OutputLinesShown = 60;

    /// <summary>A package or its version is not served, the feed is not reached, the SDK is not found.</summary>
    private static readonly string[] NotToBeHad = ["NU1101", "NU1102", "NU1103", "NU1301", "MSB4236"];

    public static async Task<TestOutcome> RunAsync(
        IReadOnlyDictionary<string, string?> environment, string results, CancellationToken cancellationToken)
    {
        var restored = await DotnetAsync("restore", cancellationToken);
        if (!restored.IsSuccess) return Unrestored(restored.StandardOutput);

        var built = await DotnetAsync("build", cancellationToken);
        return built.IsSuccess
            ? await new TestProgram(Name, Path.Combine(Checkout.Root, "artifacts", "aspire", "bin", Name, "release", Name))
                .RunAsync(environment, results, cancellationToken)
            : new TestOutcome(Name, 0, 0, 0, [], $"it was not built:\n{Last(built.StandardOutput)}", built.RunTime);
    }

    /// <summary>Skipped when nothing but packages is missing; any other failure is a fault.</summary>
    internal static TestOutcome Unrestored(string output)
    {
        var codes = ErrorCode().Matches(output).Select(match => match.Groups[1].Value).ToHashSet();
        return codes.Count > 0 && codes.IsSubsetOf(NotToBeHad)
            ? new TestOutcome(Name, 0, 0, 1, [], null, TimeSpan.Zero) { Remark = $"Aspire's packages cannot be restored here ({string.Join(", ", codes.Order())})." }
            : new TestOutcome(Name, 0, 0, 0, [], $"it was not restored:\n{Last(output)}", TimeSpan.Zero);
    }

    private static async Task<BufferedCommandResult> DotnetAsync(string verb, CancellationToken cancellationToken) => await Cli.Wrap("dotnet")
        .WithArguments(
        [
            verb, Path.Combine(Checkout.Root, "tests", Name), "-p:Orchestrator=Aspire", "-p:BuildServices=false", "-v", "quiet", "--nologo",
            .. verb == "build" ? new[] { "-c", "Release", "--no-restore" } : [],
        ])
        .WithEnvironmentVariables(new Dictionary<string, string?> { ["DOTNET_CLI_UI_LANGUAGE"] = "en" })
        .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync(cancellationToken);

    private static string Last(string output) => string.Join('\n', output.Split('\n').TakeLast(OutputLinesShown)).Trim();

    [GeneratedRegex(@"error ([A-Z]+\d+)")]
    private static partial Regex ErrorCode();
}
