using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Instruments;

/// <summary>The files below one folder, and what was wrong with them so far. Names are relative to the folder.</summary>
internal sealed class FolderReading(string root, List<PackError> errors)
{
    /// <summary>Notes for people, and what editors and file shares leave behind.</summary>
    private static bool IsIgnored(string name) => name.StartsWith('.') || name.Equals("README.md", StringComparison.OrdinalIgnoreCase);

    public List<PackError> Errors => errors;

    public void MustHoldOnly(string place, string[] known)
    {
        foreach (var name in Names(place).Except(known))
            errors.Add(new(Path.Combine(place, name), "", $"Nothing is read from here; known are {string.Join(", ", known)}."));
    }

    /// <summary>The names of folders in a place, in order; none when the place does not exist.</summary>
    public IEnumerable<string> Folders(string place) => Names(place);

    /// <summary>The JSON files of a place, in the order of their names; none when the place does not exist.</summary>
    public IReadOnlyList<PackText> Files(string place)
    {
        string[] names = [.. Names(place)];
        foreach (var name in names.Where(name => !name.EndsWith(".json", StringComparison.Ordinal)))
            errors.Add(new(Path.Combine(place, name), "", "A file here is JSON and is named so (.json)."));
        if (names.Length > InstrumentFolder.FilesMax)
        {
            errors.Add(new(place, "", $"There are more than {InstrumentFolder.FilesMax} files."));
            return [];
        }

        return [.. names.Where(name => name.EndsWith(".json", StringComparison.Ordinal)).Select(name => File(Path.Combine(place, name))).OfType<PackText>()];
    }

    /// <summary>Null when it does not exist, or cannot be read, which is an error.</summary>
    public PackText? File(string name)
    {
        var path = new FileInfo(Path.Combine(root, name));
        try
        {
            if (!path.Exists && !Directory.Exists(path.FullName)) return null;
            if (path.Length > InstrumentFolder.FileBytesMax) throw new IOException($"The file is larger than {InstrumentFolder.FileBytesMax} bytes.");
            return new(name, System.IO.File.ReadAllText(path.FullName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(new(name, "", $"It cannot be read: {failure.Message}"));
            return null;
        }
    }

    private IEnumerable<string> Names(string place)
    {
        var path = Path.Combine(root, place);
        if (System.IO.File.Exists(path) && new PackError(place, "", "This is a folder, not a file.") is var error && !errors.Contains(error)) errors.Add(error);
        return Directory.Exists(path)
            ? Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).OfType<string>().Where(name => !IsIgnored(name)).Order(StringComparer.Ordinal)
            : [];
    }
}
