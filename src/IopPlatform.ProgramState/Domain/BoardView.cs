namespace IopPlatform.ProgramState.Domain;

/// <summary>A site at one moment. It holds no names.</summary>
/// <param name="Version">When the newest fact it rests on was recorded, in microseconds since 1970.</param>
/// <param name="Census">Open episodes of the site.</param>
/// <param name="Here">Who is checked in now, the longest first.</param>
/// <param name="SessionsNow">Running sessions.</param>
/// <param name="SessionsNext">Sessions that begin later on the same day.</param>
/// <param name="OpenAlerts">Open alerts by kind.</param>
[GenerateSerializer, Immutable]
public sealed record BoardView(
    Guid SiteId,
    string Name,
    string TimeZone,
    DateTimeOffset AsOf,
    long Version,
    int Census,
    int HereNow,
    BoardPresence[] Here,
    BoardSessionView[] SessionsNow,
    BoardSessionView[] SessionsNext,
    BoardAlerts[] OpenAlerts);

[GenerateSerializer, Immutable]
public sealed record BoardPresence(Guid EpisodeId, Guid SessionId, string Kind, DateTimeOffset Since);

/// <param name="Expected">Patients with this session on their schedule.</param>
/// <param name="Here">Those of them, and others, who are checked in for it.</param>
[GenerateSerializer, Immutable]
public sealed record BoardSessionView(
    Guid SessionId,
    Guid? GroupId,
    string Kind,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string? Room,
    int Expected,
    int Here);

[GenerateSerializer, Immutable]
public sealed record BoardAlerts(string Kind, int Count);
