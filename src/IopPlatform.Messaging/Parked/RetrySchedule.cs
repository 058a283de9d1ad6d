namespace IopPlatform.Messaging.Parked;

/// <summary>When a parked message is tried again by itself; after the last of these times only by hand.</summary>
public static class RetrySchedule
{
    /// <summary>A pause is lengthened by up to this part of it, so that what failed together does not come back together.</summary>
    private const double JitterMax = 0.2;

    public static readonly IReadOnlyList<TimeSpan> Pauses =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <param name="random">At least 0 and below 1.</param>
    /// <returns>The times for a message that has been tried again 0, 1, 2, … times; beyond the last there is none.</returns>
    public static DateTimeOffset[] From(DateTimeOffset now, double random) =>
        [.. Pauses.Select(pause => now + (pause * (1 + (JitterMax * random))))];
}
