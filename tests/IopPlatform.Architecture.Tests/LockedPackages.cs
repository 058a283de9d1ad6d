using System.Text.Json.Nodes;

namespace IopPlatform.Architecture.Tests;

/// <summary>A package of the lock files, direct or transitive.</summary>
internal sealed record LockedPackage(string Name, Version Version)
{
    /// <summary>Every package that any project is built with.</summary>
    public static IReadOnlyList<LockedPackage> In(string repository) =>
    [
        .. Directory.EnumerateFiles(repository, "packages.lock.json", SearchOption.AllDirectories)
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject())
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => package.Value!["resolved"] is not null)
            .Select(package => new LockedPackage(package.Key, Numbers(package.Value!["resolved"]!.GetValue<string>())))
            .Distinct(),
    ];

    /// <summary>A preview counts as the version that it leads to.</summary>
    public static Version Numbers(string version) => Version.Parse(version.Split('-', '+')[0] is var numbers && numbers.Contains('.') ? numbers : numbers + ".0");
}

/// <summary>A published advisory: versions from <paramref name="From"/> (inclusive) to <paramref name="Before"/> (exclusive) are vulnerable.</summary>
internal sealed record Advisory(string Package, string From, string Before, string Id)
{
    public static IReadOnlyList<Advisory> Read(string file) =>
    [
        .. JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(entry => new Advisory(
            Text(entry!, "package"), Text(entry!, "from"), Text(entry!, "before"), Text(entry!, "advisory"))),
    ];

    public bool Meets(LockedPackage package) =>
        package.Name.Equals(Package, StringComparison.OrdinalIgnoreCase)
        && package.Version >= LockedPackage.Numbers(From)
        && package.Version < LockedPackage.Numbers(Before);

    private static string Text(JsonNode entry, string name) => entry[name]!.GetValue<string>();
}
