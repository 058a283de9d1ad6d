namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// What came out of scoring: <see cref="Scored"/>, <see cref="Unscorable"/> or <see cref="Invalid"/>. The safety findings
/// are there with or without a score and must be acted on in both cases.
/// </summary>
public abstract record ScoreResult
{
    private protected ScoreResult(IReadOnlyList<SafetyFinding> safety) => Safety = safety;

    public IReadOnlyList<SafetyFinding> Safety { get; }

    /// <summary>The scored items that were asked and have no answer, in the order of the form.</summary>
    public IReadOnlyList<string> Blanks { get; init; } = [];
}

/// <summary>A score with its band (the band's code).</summary>
public sealed record Scored(int Value, string Band, IReadOnlyList<SafetyFinding> Safety) : ScoreResult(Safety)
{
    /// <summary>True when blanks were replaced by the mean of the answered items.</summary>
    public bool Prorated { get; init; }

    /// <summary>Whether the score reaches the screening cut-off; null for an instrument without one.</summary>
    public bool? ScreenPositive { get; init; }
}

/// <summary>
/// The answers are valid but give no score. That is a result to be stored, never a 0. <paramref name="Band"/> is
/// "indeterminate" for a triage and "unscorable" for a sum.
/// </summary>
public sealed record Unscorable(string Reason, string Band, IReadOnlyList<SafetyFinding> Safety) : ScoreResult(Safety);

/// <summary>The answers do not belong to the instrument; all errors are listed and nothing is to be stored.</summary>
public sealed record Invalid(IReadOnlyList<AnswerError> Errors) : ScoreResult(NoFindings)
{
    private static readonly IReadOnlyList<SafetyFinding> NoFindings = [];
}

/// <summary>
/// A refused answer: the item as given, the rule ("unknown-item" or "not-an-option") and a sentence.
/// </summary>
public sealed record AnswerError(string Item, string Rule, string Text);

/// <summary>Something about safety that a person must act on, with a stable code such as "phq9-item9-positive".</summary>
public sealed record SafetyFinding(string Code, SafetyLevel Level, string Text);
