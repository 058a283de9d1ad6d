namespace IopPlatform.Clinical;

/// <summary>
/// One fact that a reason rests on: a stable name (such as "phq9" or "dimension3") and the value as a reader sees it.
/// </summary>
public sealed record CitedFact(string Name, string Value);
