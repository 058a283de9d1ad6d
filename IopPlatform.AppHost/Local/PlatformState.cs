using System.Text.Json;
using System.Text.Json.Serialization;

namespace IopPlatform.AppHost.Local;

/// <summary>What another terminal may know about a running platform.</summary>
public sealed record PlatformState(
    ProcessIdentity Orchestrator, ProcessIdentity Guard, string Gateway, IReadOnlyList<ResourceStatus> Resources)
{
    /// <summary>The operator console's address; empty when the platform has none.</summary>
    public string Console { get; init; } = "";

    /// <summary>Where the dashboard's protocol is spoken; empty when it is not.</summary>
    public string ResourceService { get; init; } = "";
}

public sealed record ResourceStatus(string Name, ResourceState State, ProcessIdentity? Process, int Restarts, string Address);

/// <summary>The running platform's state as a file in the data folder, replaced in one step.</summary>
internal sealed class StateFile(string dataFolder)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
    private readonly string path = Path.Combine(dataFolder, "state.json");
    private readonly Lock gate = new();

    public void Write(PlatformState state)
    {
        lock (gate)
        {
            PrivateFile.Write(path, JsonSerializer.Serialize(state, Json));
        }
    }

    /// <returns>Null when no platform runs: a file left behind by a killed orchestrator does not count.</returns>
    public PlatformState? Read() =>
        File.Exists(path) && JsonSerializer.Deserialize<PlatformState>(File.ReadAllText(path), Json) is { } state
            && state.Orchestrator.IsAlive()
            ? state
            : null;

    public void Delete() => File.Delete(path);
}
