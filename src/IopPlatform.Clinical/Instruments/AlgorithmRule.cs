namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// A published diagnostic algorithm: which answers count as a symptom, and how many symptoms of which kind make which
/// outcome. The first outcome that holds is the answer. It is a provisional finding, never a diagnosis.
/// </summary>
/// <param name="SymptomAt">An answer of at least this counts as a symptom.</param>
/// <param name="SymptomAtByItem">Items that count from another answer on.</param>
/// <param name="NoneCode">The outcome when none holds.</param>
public sealed record AlgorithmRule(
    string Code,
    string Label,
    string Source,
    int SymptomAt,
    IReadOnlyList<AlgorithmOutcome> Outcomes,
    string NoneCode,
    IReadOnlyDictionary<string, int>? SymptomAtByItem = null);

/// <summary>Holds when every count is reached.</summary>
public sealed record AlgorithmOutcome(string Code, string Label, IReadOnlyList<SymptomCount> Require);

/// <summary>At least this many symptoms among the items.</summary>
public sealed record SymptomCount(string Label, IReadOnlyList<string> Items, int AtLeast);

/// <summary>What an algorithm said.</summary>
/// <param name="Outcome">Null when blank answers could change it.</param>
/// <param name="Counts">The numbers behind it, of every outcome that was looked at.</param>
public sealed record AlgorithmResult(string Algorithm, string? Outcome, IReadOnlyList<SymptomsFound> Counts)
{
    /// <summary>The blanks that leave it open; empty when the outcome is certain.</summary>
    public IReadOnlyList<string> OpenItems { get; init; } = [];
}

/// <summary>
/// How many symptoms an outcome needs, how many are <paramref name="Present"/>, and how many there would be if every blank
/// were one.
/// </summary>
public sealed record SymptomsFound(string Outcome, string Label, int Needed, int Present, int PossiblyPresent);
