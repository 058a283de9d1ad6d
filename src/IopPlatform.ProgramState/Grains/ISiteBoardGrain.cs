using IopPlatform.ProgramState.Domain;
using Orleans.Concurrency;

namespace IopPlatform.ProgramState.Grains;

/// <summary>The live board of one site. Key: the site's id, extended by the organization's id.</summary>
public interface ISiteBoardGrain : IGrainWithGuidCompoundKey
{
    /// <summary>The board now; null while the site is not known.</summary>
    Task<BoardView?> GetAsync();

    /// <summary>A hint from an episode that it has changed; a lost one is made good by the next reading from the database.</summary>
    /// <param name="traceParent">As in <see cref="IChangeObserver.ChangedAsync"/>.</param>
    [OneWay]
    Task NoticeAsync(BoardEntry entry, string? traceParent);

    /// <summary>As <see cref="IEpisodeGrain.SubscribeAsync"/>.</summary>
    Task SubscribeAsync(IChangeObserver observer);
}
