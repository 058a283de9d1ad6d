using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.AppHost.Local;

/// <summary>The times of a change of the key that signs tokens.</summary>
/// <param name="SignsFrom">When the new key takes over. Until then it is only published.</param>
/// <param name="FormerUntil">When the last token of the former key is dead; the next rotation, which forgets it, comes no sooner.</param>
public sealed record SigningRotation(DateTimeOffset SignsFrom, DateTimeOffset FormerUntil)
{
    /// <summary>In which every instance of Identity starts again, one after the other.</summary>
    public static readonly TimeSpan RestartsWithin = TimeSpan.FromMinutes(5);

    /// <summary>
    /// From the command until the new key signs: the restarts, and twice the time for which validators keep the published keys,
    /// so that a validator whose fetch failed once knows it, too.
    /// </summary>
    public static readonly TimeSpan Announced = RestartsWithin + PublishedKeys.FreshFor * 2;

    /// <summary>Refresh tokens are encrypted for the key of their time and last as long as a session; codes and access tokens end before.</summary>
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);

    public static SigningRotation At(DateTimeOffset now) => new(now + Announced, now + Announced + SessionLasts);

    /// <summary>When the next rotation may be, by the time at which the last one's key took or takes over; null for at once.</summary>
    public static DateTimeOffset? NotBefore(DateTimeOffset? lastSignsFrom, DateTimeOffset now) =>
        lastSignsFrom + SessionLasts is { } free && free > now ? free : null;
}
