using System.Collections.Frozen;

namespace IopPlatform.Clinical.Instruments;

/// <summary>The instruments that a provider uses. Packs can be left out or added without a build.</summary>
public sealed class InstrumentCatalog(IEnumerable<InstrumentPack> packs)
{
    private readonly FrozenDictionary<string, InstrumentPack> byId = packs.ToFrozenDictionary(pack => pack.Id);

    /// <summary>The packs that come with the platform.</summary>
    public static InstrumentCatalog Default { get; } = new(EmbeddedText.ReadAll("packs/").Select(InstrumentPack.Parse));

    /// <summary>All packs, in the order of their ids.</summary>
    public IReadOnlyList<InstrumentPack> All => field ??= [.. byId.Values.OrderBy(pack => pack.Id, StringComparer.Ordinal)];

    /// <summary>The pack of an id such as "PHQ-9" (exact case), or null.</summary>
    public InstrumentPack? Find(string id) => byId.GetValueOrDefault(id);
}
