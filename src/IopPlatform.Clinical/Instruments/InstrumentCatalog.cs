using System.Collections.Frozen;

namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The instruments that a provider uses. Packs can be left out or added without a build: <see cref="With"/> takes the
/// files of a folder that the caller has read. Older versions, and instruments that are left out, stay readable, so that a
/// stored response can be scored again as it was; only <see cref="All"/> and <see cref="Find(string)"/> are for new answers.
/// </summary>
public sealed class InstrumentCatalog
{
    private readonly FrozenDictionary<(string Id, string Version), InstrumentPack> byVersion;
    private readonly FrozenDictionary<string, InstrumentPack> newest;
    private readonly FrozenSet<string> leftOut;

    /// <exception cref="ArgumentException">A version of an instrument is there twice.</exception>
    public InstrumentCatalog(IEnumerable<InstrumentPack> packs)
        : this(packs, [])
    {
    }

    private InstrumentCatalog(IEnumerable<InstrumentPack> packs, IEnumerable<string> leftOut)
    {
        // The frozen dictionary would take the last of two in silence.
        byVersion = packs.ToDictionary(pack => (pack.Id, pack.Version)).ToFrozenDictionary();
        newest = byVersion.Values.GroupBy(pack => pack.Id)
            .Select(versions => versions.MaxBy(pack => Version.Parse(pack.Version))!)
            .ToFrozenDictionary(pack => pack.Id, StringComparer.OrdinalIgnoreCase);
        this.leftOut = leftOut.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        All = [.. newest.Values.Where(pack => !this.leftOut.Contains(pack.Id)).OrderBy(pack => pack.Id, StringComparer.Ordinal)];
    }

    /// <summary>The packs that come with the platform.</summary>
    public static InstrumentCatalog Default { get; } =
        new(EmbeddedText.ReadAll("packs/").Select((json, at) => InstrumentPack.Parse(json, $"embedded pack {at}")));

    /// <summary>The current version of each instrument that may be answered, in the order of their ids.</summary>
    public IReadOnlyList<InstrumentPack> All { get; }

    /// <summary>Every version of every instrument, those that are left out included, in the order of ids and versions.</summary>
    public IReadOnlyList<InstrumentPack> Versions =>
        [.. byVersion.Values.OrderBy(pack => pack.Id, StringComparer.Ordinal).ThenBy(pack => Version.Parse(pack.Version))];

    /// <summary>
    /// The current pack of an id such as "PHQ-9" or "phq-9" for new answers; null when there is none or when it is left out.
    /// What is stored is the pack's own id.
    /// </summary>
    public InstrumentPack? Find(string id) => leftOut.Contains(id) ? null : FindStored(id);

    /// <summary>The newest pack of an id for what is stored already, left out or not; null when there is none.</summary>
    public InstrumentPack? FindStored(string id) => newest.GetValueOrDefault(id);

    /// <summary>The pack of exactly this version, left out or not; null when there is none.</summary>
    public InstrumentPack? Find(string id, string version) =>
        FindStored(id) is { } pack ? byVersion.GetValueOrDefault((pack.Id, version)) : null;

    /// <summary>Without these instruments, in all of their versions. An id that does not exist changes nothing.</summary>
    public InstrumentCatalog Without(params IEnumerable<string> ids) => new(byVersion.Values, leftOut.Concat(ids));

    /// <summary>
    /// With these packs and licensed texts as well. A pack may bring a new instrument or another version, but not replace a
    /// version (stored scores name it), and not weaken an instrument that is there (<see cref="PackSuccession"/>).
    /// </summary>
    public CatalogReading With(IEnumerable<PackText> packs, IEnumerable<PackText> texts)
    {
        List<PackError> errors = [];
        var all = byVersion.ToDictionary();
        foreach (var file in packs)
        {
            var read = PackReader.Read(file);
            errors.AddRange(read.Errors);
            if (read.Pack is not { } pack) continue;
            if (FindStored(pack.Id) is { } known) errors.AddRange(PackSuccession.ErrorsOf(pack, known, file.Name));
            if (!all.TryAdd((pack.Id, pack.Version), pack))
                errors.Add(new(file.Name, "version", $"There is a {pack.Id} {pack.Version} already; give this one another version."));
        }
        foreach (var file in texts)
        {
            var read = Reword(file, all);
            errors.AddRange(read.Errors);
            if (read.Pack is { } pack) all[(pack.Id, pack.Version)] = pack;
        }
        return errors.Count == 0 ? new(new(all.Values, leftOut), []) : new(null, errors);
    }

    private static PackReading Reword(PackText file, Dictionary<(string Id, string Version), InstrumentPack> packs)
    {
        if (PackReader.Deserialize(file, ClinicalJson.Default.InstrumentTexts, out var error) is not { } texts) return new(null, [error!]);
        return packs.TryGetValue((texts.Instrument, texts.Version), out var pack)
            ? texts.Apply(pack, file.Name)
            : new(null, [new(file.Name, "instrument", $"There is no {texts.Instrument} {texts.Version}.")]);
    }
}

/// <summary>A catalog, or everything that is wrong with its files.</summary>
public sealed record CatalogReading(InstrumentCatalog? Catalog, IReadOnlyList<PackError> Errors);
