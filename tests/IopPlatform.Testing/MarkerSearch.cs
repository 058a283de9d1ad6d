using System.Text;
using System.Text.RegularExpressions;

namespace IopPlatform.Testing;

/// <summary>A marker that was seen where it must not be.</summary>
public sealed record Leak(string Place, Marker Marker)
{
    public override string ToString() => $"{Marker.Kind} from '{Marker.Field}' is in {Place}";
}

/// <summary>Finds markers in whatever a place holds; every marker has the same shape, so one pass is enough.</summary>
public sealed partial class MarkerSearch(IEnumerable<Marker> planted)
{
    private readonly Dictionary<string, Marker> markers = planted.ToDictionary(marker => marker.Word, StringComparer.OrdinalIgnoreCase);

    /// <summary>One leak for each kind and field of a place; the same fault shows many times.</summary>
    /// <param name="allowed">The kinds that may be seen there.</param>
    public IReadOnlyList<Leak> In(string place, IEnumerable<string> texts, params MarkerKind[] allowed) =>
    [
        .. texts.SelectMany(text => WordPattern().Matches(text).Select(match => markers.GetValueOrDefault(match.Value)))
            .OfType<Marker>()
            .Where(marker => !allowed.Contains(marker.Kind))
            .DistinctBy(marker => (marker.Kind, marker.Field))
            .Select(marker => new Leak(place, marker)),
    ];

    /// <summary>Texts lie in binary formats as plain UTF-8, so bytes are read as Latin-1, which loses none.</summary>
    public static IEnumerable<string> Texts(IEnumerable<byte[]> contents) => contents.Select(Encoding.Latin1.GetString);

    /// <summary>Every file below a folder; one that vanishes meanwhile is passed over.</summary>
    public static IEnumerable<string> Files(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(content, Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    [GeneratedRegex("zqxv[a-j]{6}kj", RegexOptions.IgnoreCase)]
    private static partial Regex WordPattern();
}
