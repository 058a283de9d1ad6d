namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// What came out of scoring: <see cref="Scored"/>, <see cref="Unscorable"/> or <see cref="Invalid"/>. The safety findings
/// and the flags are there with or without a score and must be acted on in both cases.
/// </summary>
public abstract record ScoreResult
{
    private protected ScoreResult(IReadOnlyList<SafetyFinding> safety) => Safety = safety;

    public IReadOnlyList<SafetyFinding> Safety { get; }

    /// <summary>The scored items that were asked and have no answer, in the order of the form.</summary>
    public IReadOnlyList<string> Blanks { get; init; } = [];

    /// <summary>Withdrawal, overdose and other flags, in the order of the pack.</summary>
    public IReadOnlyList<ClinicalFlag> Flags { get; init; } = [];

    /// <summary>The subscales, in the order of the pack; each has a value or the reason for none.</summary>
    public IReadOnlyList<ScaleScore> Scales { get; init; } = [];

    /// <summary>What the diagnostic algorithms say; blanks may leave one open while another is certain.</summary>
    public IReadOnlyList<AlgorithmResult> Algorithms { get; init; } = [];
}

/// <summary>
/// A score with its band (the band's code). An instrument without a total has a null value and the band "profile": read
/// its scales. The value is in units of the pack's last decimal place (see <see cref="InstrumentPack.Show"/>).
/// </summary>
public sealed record Scored(int? Value, string Band, IReadOnlyList<SafetyFinding> Safety) : ScoreResult(Safety)
{
    /// <summary>The band of an instrument without a total.</summary>
    public const string ProfileBand = "profile";

    /// <summary>True when blanks were replaced by the mean of the answered items.</summary>
    public bool Prorated { get; init; }

    /// <summary>
    /// Whether the score reaches the screening cut-off; null for an instrument without one, and when it depends on a sex
    /// or an age that is not known (<see cref="Screen"/> says which).
    /// </summary>
    public bool? ScreenPositive { get; init; }

    /// <summary>The decision behind it, for an instrument with cut-offs by sex or age.</summary>
    public ScreenDecision? Screen { get; init; }
}

/// <summary>
/// The answers are valid but give no score. That is a result to be stored, never a 0. <paramref name="Band"/> is
/// "indeterminate" for a triage and "unscorable" for everything else.
/// </summary>
public sealed record Unscorable(string Reason, string Band, IReadOnlyList<SafetyFinding> Safety) : ScoreResult(Safety)
{
    /// <summary>
    /// The total lies between these, whatever the missing answers are; null where no total can be bounded. It is for a
    /// reader, not a score.
    /// </summary>
    public PossibleScores? Possible { get; init; }
}

/// <summary>Both ends are inclusive.</summary>
public sealed record PossibleScores(int Min, int Max);

/// <summary>The score of a subscale, or why there is none.</summary>
public sealed record ScaleScore(string Code, int? Value, string? Band, string? Reason)
{
    public IReadOnlyList<string> Blanks { get; init; } = [];

    /// <summary>True when blanks took the mean of the scale's answered items.</summary>
    public bool Prorated => Value is not null && Blanks.Count > 0;
}

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
