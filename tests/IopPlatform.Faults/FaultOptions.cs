namespace IopPlatform.Faults;

public sealed record FaultOptions
{
    /// <summary>Chooses targets, moments and patients.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many kills at random follow the planned faults.</summary>
    public int RandomKills { get; init; }

    /// <summary>No fault begins later than this after the first; null sets no limit.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>A part of the names of the wanted faults; null wants all.</summary>
    public string? Only { get; init; }

    /// <summary>Each kind of fault once, on the fewest targets that stand for all.</summary>
    public bool Brief { get; init; }

    public string? Json { get; init; }
}
