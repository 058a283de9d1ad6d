using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IopPlatform.AppHost.Tests.Model;

/// <summary>What an orchestrator starts under a name. Both orchestrators are asked for it, and their answers are compared with one file.</summary>
/// <param name="Kind">A server's kind, <c>Project</c> or <c>OneShot</c>.</param>
/// <param name="Program">The project of a process.</param>
/// <param name="Databases">Names in PostgreSQL, of the server that holds them.</param>
/// <param name="References">The resources whose addresses or connection strings it is given; a sign-in is database and role.</param>
/// <param name="Waits">What must be so before it starts: <c>Healthy</c> or <c>Completed</c>, by resource.</param>
/// <param name="Health">How it is asked whether it is ready: a path, or <c>protocol</c> for a server; null when it is not asked.</param>
/// <param name="Environment">The names of the platform's own environment variables.</param>
/// <param name="Ports">By their use.</param>
public sealed record ModeledResource(
    string Kind,
    string? Program,
    IReadOnlyList<string>? Databases,
    IReadOnlyList<string>? References,
    IReadOnlyDictionary<string, string>? Waits,
    string? Health,
    IReadOnlyList<string>? Environment,
    IReadOnlyDictionary<string, int> Ports,
    bool External);

/// <summary>The file <c>IopPlatform.AppHost/expected-model.json</c>. IOP_UPDATE=1 writes it anew from the Local orchestrator.</summary>
public static class ExpectedModel
{
    public const string Protocol = "protocol";

    /// <summary>What an orchestrator adds by itself: where to listen, what to send to the dashboard.</summary>
    private static readonly string[] OrchestratorsOwn = ["ASPNETCORE_", "DOTNET_", "OTEL_", "HTTP_PORTS", "HTTPS_PORTS", "IOP_POSTGRES", "Orchestrator"];

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static bool IsPlatforms(string variable) => !OrchestratorsOwn.Any(start => variable.StartsWith(start, StringComparison.Ordinal));

    /// <summary>One text for each resource, so that a failure shows the resource that differs.</summary>
    public static void AssertSame(IReadOnlyDictionary<string, ModeledResource> model)
    {
        var expected = JsonSerializer.Deserialize<SortedDictionary<string, ModeledResource>>(File.ReadAllText(FilePath()), Format)!;
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), model.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, resource => Assert.Equal(
            JsonSerializer.Serialize(resource.Value, Format), JsonSerializer.Serialize(model[resource.Key], Format)));
    }

    public static void Write(IReadOnlyDictionary<string, ModeledResource> model) => File.WriteAllText(
        FilePath(), JsonSerializer.Serialize(new SortedDictionary<string, ModeledResource>(model.ToDictionary(), StringComparer.Ordinal), Format) + "\n");

    public static IReadOnlyList<string>? Sorted(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } some ? some : null;

    public static IReadOnlyDictionary<string, T>? Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs) =>
        new SortedDictionary<string, T>(pairs.ToDictionary(), StringComparer.Ordinal) is { Count: > 0 } some ? some : null;

    private static string FilePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IopPlatform.sln"))) return Path.Combine(folder.FullName, "IopPlatform.AppHost", "expected-model.json");
        }

        throw new InvalidOperationException("The tests do not run inside of a checkout.");
    }
}
