using System.Text.Json;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Instruments;

/// <summary>
/// Reads a folder of a deployment's and its organizations' own packs, whole or not at all:
/// <c>packs/*.json</c>, <c>texts/*.json</c>, <c>left-out.json</c>, and the same three below
/// <c>organizations/&lt;id&gt;/</c>. Anything else in it is an error, because a misspelt name would be left unread in silence.
/// </summary>
public static class InstrumentFolder
{
    /// <summary>Of each kind in one place.</summary>
    public const int FilesMax = 500;

    public const int FileBytesMax = 1024 * 1024;

    /// <summary>An admission rests on this screener; without it no patient could be admitted.</summary>
    public const string Indispensable = "C-SSRS-SCREENER";

    private const string Packs = "packs";
    private const string Texts = "texts";
    private const string LeftOut = "left-out.json";
    private const string Organizations = "organizations";

    /// <exception cref="InstrumentFolderException">Anything is wrong with any file; the message lists everything.</exception>
    public static InstrumentCatalogs Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new InstrumentFolderException(folder, [new(folder, "", "There is no such folder.")]);
        var errors = new List<PackError>();
        var reading = new FolderReading(folder, errors);
        var deployment = Place(InstrumentCatalog.Default, reading, "", [Packs, Texts, LeftOut, Organizations]);
        var own = new Dictionary<Guid, InstrumentCatalog>();
        // An organization's files rest on the deployment's: what is wrong there would be told again here.
        foreach (var name in errors.Count == 0 ? reading.Folders(Organizations) : [])
        {
            var place = Path.Combine(Organizations, name);
            if (!Guid.TryParseExact(name, "D", out var organization))
                errors.Add(new(place, "", "The folder of an organization is named by its id."));
            else
                own[organization] = Place(deployment, reading, place, [Packs, Texts, LeftOut]);
        }

        return errors.Count == 0 ? new(deployment, own) : throw new InstrumentFolderException(folder, errors);
    }

    /// <summary>The catalog with one place's files; the base itself when they have errors, so that its list of what is left out is looked at, too.</summary>
    private static InstrumentCatalog Place(InstrumentCatalog from, FolderReading reading, string place, string[] known)
    {
        reading.MustHoldOnly(place, known);
        var made = from.With(reading.Files(Path.Combine(place, Packs)), reading.Files(Path.Combine(place, Texts)));
        reading.Errors.AddRange(made.Errors);
        var catalog = made.Catalog ?? from;
        return reading.File(Path.Combine(place, LeftOut)) is { } file
            ? catalog.Without(ReadLeftOut(file, catalog, made.Catalog is not null, reading.Errors))
            : catalog;
    }

    private static List<string> ReadLeftOut(PackText file, InstrumentCatalog catalog, bool whole, List<PackError> errors)
    {
        string?[] ids;
        try
        {
            ids = JsonSerializer.Deserialize<string?[]>(file.Json, JsonSerializerOptions.Strict) ?? [];
        }
        catch (JsonException)
        {
            errors.Add(new(file.Name, "", "This is a list of ids, such as [\"EDE-Q\", \"SCOFF\"]."));
            return [];
        }

        for (var at = 0; at < ids.Length; at++)
        {
            // When a pack could not be read, its id is not known to be wrong.
            if (ids[at] is not { } id || (whole && catalog.FindStored(id) is null))
                errors.Add(new(file.Name, $"[{at}]", $"There is no instrument {ids[at]}."));
            else if (string.Equals(id, Indispensable, StringComparison.OrdinalIgnoreCase))
                errors.Add(new(file.Name, $"[{at}]", $"{Indispensable} cannot be left out: no patient is admitted without it."));
        }

        return [.. ids.OfType<string>()];
    }
}

/// <summary>Instruments that cannot be used, with every error: file, field, and the rule that is broken.</summary>
public sealed class InstrumentFolderException(string folder, IReadOnlyList<PackError> errors)
    : FormatException($"The instruments in {folder} cannot be used; nothing of them was loaded.{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    public IReadOnlyList<PackError> Errors => errors;
}
