namespace IopPlatform.Scheduling.Domain;

/// <summary>What a session is, as codes on the wire.</summary>
public static class SessionKinds
{
    public const string Individual = "individual";

    public static readonly IReadOnlyList<string> OfGroups =
        ["group", "family", "workshop", "skills", "mindfulness", "art", "music", "medication"];

    public static readonly IReadOnlyList<string> All = [Individual, .. OfGroups];

    public static string Explain(IReadOnlyList<string> kinds) => $"This must be one of {string.Join(", ", kinds)}.";
}
