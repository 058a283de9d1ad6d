using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IopPlatform.AppHost;

namespace IopPlatform.Faults;

/// <summary>A project's environment, read at each of its starts: what the topology says, and what a fault adds.</summary>
internal sealed class StartSettings : IReadOnlyDictionary<string, EnvironmentValue>
{
    private readonly ConcurrentDictionary<string, EnvironmentValue> always;
    private readonly ConcurrentQueue<KeyValuePair<string, EnvironmentValue>> once = new();

    public StartSettings(IReadOnlyDictionary<string, EnvironmentValue> topology)
    {
        always = new(topology);
        Set("Failpoints__Allowed", "true");
    }

    public int Count => always.Count;

    public IEnumerable<string> Keys => always.Keys;

    public IEnumerable<EnvironmentValue> Values => always.Values;

    public EnvironmentValue this[string key] => always[key];

    public void Set(string variable, string value) => always[variable] = new EnvironmentValue.Text(value);

    /// <summary>Each is for one start; the next start takes the next one.</summary>
    public void AddForOneStart(string variable, string value) => once.Enqueue(new(variable, new EnvironmentValue.Text(value)));

    public IEnumerator<KeyValuePair<string, EnvironmentValue>> GetEnumerator() =>
        (once.TryDequeue(out var next) ? always.Append(next) : always).GetEnumerator();

    public bool ContainsKey(string key) => always.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out EnvironmentValue value) => always.TryGetValue(key, out value);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
