namespace IopPlatform.Clinical;

/// <summary>
/// Reads the data files that travel inside this assembly; their absence is a broken build, hence an exception.
/// </summary>
internal static class EmbeddedText
{
    public static IEnumerable<string> ReadAll(string prefix)
    {
        var assembly = typeof(EmbeddedText).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The embedded file {name} cannot be opened.");
            using var reader = new StreamReader(stream);
            yield return reader.ReadToEnd();
        }
    }
}
