namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// A recommendation for a clinician, who determines the level. When <paramref name="Recommended"/> is null, the missing
/// facts or an excluding red flag say why, and the two lists argue about <see cref="Indicated"/>.
/// </summary>
/// <param name="WhyNotLower">Why a lower level would be too little.</param>
/// <param name="WhyNotHigher">Why a higher level would be too much.</param>
/// <param name="MissingFacts">Names of facts that are not known and could change the recommendation.</param>
/// <param name="RedFlags">What a person must look at first, whatever is recommended.</param>
public sealed record PlacementRecommendation(
    LevelOfCare? Recommended,
    IReadOnlyList<PlacementReason> WhyNotLower,
    IReadOnlyList<PlacementReason> WhyNotHigher,
    IReadOnlyList<string> MissingFacts,
    IReadOnlyList<PlacementReason> RedFlags,
    string RulesVersion)
{
    /// <summary>What the known facts ask for at least, before missing facts and exclusions are considered.</summary>
    public LevelOfCare Indicated { get; init; }

    /// <summary>Known facts that contradict each other. The more serious one has counted.</summary>
    public IReadOnlyList<PlacementReason> Conflicts { get; init; } = [];

    /// <summary>What is to be arranged or talked over, whatever the level.</summary>
    public IReadOnlyList<PlacementReason> Considerations { get; init; } = [];
}

/// <summary>A reason: the id of its rule, a sentence, and the known facts that it rests on (at least one).</summary>
public sealed record PlacementReason(string RuleId, string Sentence, IReadOnlyList<CitedFact> Facts);
