using System.Collections.Frozen;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Instruments;

/// <summary>
/// The instruments of each organization: those of the deployment, or, for an organization with files of its own, those with its
/// additions, its licensed texts, and without what it has left out.
/// </summary>
public sealed class InstrumentCatalogs(InstrumentCatalog deployment, IReadOnlyDictionary<Guid, InstrumentCatalog> own)
{
    private readonly FrozenDictionary<Guid, InstrumentCatalog> own = own.ToFrozenDictionary();

    /// <summary>Nothing added and nothing left out.</summary>
    public static InstrumentCatalogs Default { get; } = new(InstrumentCatalog.Default, new Dictionary<Guid, InstrumentCatalog>());

    /// <summary>The organizations that have files of their own.</summary>
    public IReadOnlyCollection<Guid> Organizations => own.Keys;

    /// <summary>What an organization uses that has no files of its own.</summary>
    public InstrumentCatalog Deployment { get; } = deployment;

    public InstrumentCatalog Of(Guid organizationId) => own.GetValueOrDefault(organizationId, Deployment);
}
