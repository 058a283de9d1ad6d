using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace IopPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// What has happened in this process, by codes that are known beforehand. Every combination of codes is told from the start on, at
/// zero: Prometheus sees growth between two values of a series only, so that the first admission after a start would be missing from
/// every count of a day. A code that is in no list counts as <see cref="Other"/>: no tag can have more values than its list, nor an id.
/// </summary>
/// <param name="tags">Each with all its codes.</param>
public sealed class Tally(params (string Name, IReadOnlyList<string> Codes)[] tags)
{
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, Series> series = new(
        Combinations(tags.Select(tag => tag.Codes)).Select(codes => KeyValuePair.Create(Key(codes), new Series(Tags(tags, codes)))));

    /// <param name="codes">One for each tag, in their order.</param>
    public void Add(long count, params string[] codes)
    {
        string[] known = [.. tags.Zip(codes, (tag, code) => tag.Codes.Contains(code) ? code : Other)];
        series.GetOrAdd(Key(known), _ => new Series(Tags(tags, known))).Add(count);
    }

    /// <summary>For an observable counter.</summary>
    public IEnumerable<Measurement<long>> Measure() => series.Values.Select(one => one.Measure());

    private static IEnumerable<string[]> Combinations(IEnumerable<IReadOnlyList<string>> lists) => lists.Aggregate(
        Enumerable.Repeat(Array.Empty<string>(), 1),
        (before, codes) => before.SelectMany(chosen => codes.Select(code => (string[])[.. chosen, code])));

    private static string Key(string[] codes) => string.Join('/', codes);

    private static KeyValuePair<string, object?>[] Tags((string Name, IReadOnlyList<string> Codes)[] tags, string[] codes) =>
        [.. tags.Zip(codes, (tag, code) => KeyValuePair.Create(tag.Name, (object?)code))];

    private sealed class Series(KeyValuePair<string, object?>[] tags)
    {
        private long count;

        public void Add(long more) => Interlocked.Add(ref count, more);

        public Measurement<long> Measure() => new(Interlocked.Read(ref count), tags);
    }
}
