using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace IopPlatform.Architecture.Tests;

/// <summary>
/// No package with a known vulnerability. The package source is asked where it publishes vulnerabilities; the advisories that were
/// looked up by hand stand beside this file, so that a version known to be bad is refused also where it does not.
/// </summary>
public sealed class DependencyAuditTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void Packages_WithAnAdvisory_AreNone() => Assert.Empty(Findings(LockedPackage.In(Repository())));

    [Fact]
    public void Packages_PlantedVulnerableVersion_IsFound() =>
        Assert.Single(Findings([new LockedPackage("npgsql", LockedPackage.Numbers("8.0.2")), new LockedPackage("Npgsql", LockedPackage.Numbers("8.0.3"))]));

    [Fact]
    public void Packages_OfTheLockFiles_AreRead() => Assert.Contains(LockedPackage.In(Repository()), package => package.Name == "Npgsql");

    [Fact]
    public async Task Packages_VulnerableToThePackageSource_AreNone()
    {
        var sources = await SourcesAsync();
        Assert.SkipUnless(
            await AnyPublishesVulnerabilitiesAsync(sources),
            "The package source of this machine publishes no vulnerabilities; only the advisories in advisories.json were compared.");
        var report = JsonNode.Parse(await DotnetAsync("list", "IopPlatform.sln", "package", "--vulnerable", "--include-transitive", "--format", "json"))!;
        var found = report["projects"]!.AsArray().Where(project => project!["frameworks"] is not null).Select(project => project!.ToJsonString());
        Assert.Empty(found);
    }

    private static IReadOnlyList<string> Findings(IReadOnlyList<LockedPackage> packages)
    {
        var advisories = Advisory.Read(Path.Combine(Folder(), "advisories.json"));
        return [.. from package in packages from advisory in advisories where advisory.Meets(package) select $"{package.Name} {package.Version}: {advisory.Id}"];
    }

    private static async Task<IReadOnlyList<string>> SourcesAsync() =>
    [
        .. (await DotnetAsync("nuget", "list", "source", "--format", "Short")).Split('\n')
            .Where(line => line.StartsWith("E ", StringComparison.Ordinal))
            .Select(line => line[2..].Trim())
            .Where(source => source.StartsWith("http", StringComparison.Ordinal)),
    ];

    private static async Task<bool> AnyPublishesVulnerabilitiesAsync(IReadOnlyList<string> sources)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        foreach (var source in sources)
        {
            try
            {
                if ((await http.GetStringAsync(source, Cancel)).Contains("VulnerabilityInfo/", StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // Without a network there is nobody to ask, which the skipped test says.
            }
        }

        return false;
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository() };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return output;
    }

    private static string Repository() => Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
