namespace IopPlatform.Clinical.Instruments;

public enum FlagKind
{
    /// <summary>A possible withdrawal syndrome: check before the next dose would be missed.</summary>
    Withdrawal,

    /// <summary>A risk of overdose: naloxone and an overdose plan.</summary>
    Overdose,

    /// <summary>Needs a medical look.</summary>
    Medical,

    /// <summary>A sign of dependence.</summary>
    Dependence,

    /// <summary>Substance use was reported.</summary>
    Use,

    /// <summary>Risky or harmful behavior.</summary>
    RiskTaking,

    /// <summary>Another look or another instrument is due.</summary>
    FollowUp,
}

/// <summary>
/// A flag beside the score. It looks at single answers (<paramref name="Items"/>, any of them), at a scale
/// (<paramref name="Scale"/>), or, with neither, at the total; and it is raised from <paramref name="AtLeast"/> or down
/// from <paramref name="AtMost"/> on (inclusive, exactly one of the two).
/// </summary>
/// <param name="Source">Where the threshold comes from; "house rule" where nobody has published it.</param>
public sealed record FlagRule(
    string Code,
    FlagKind Kind,
    string Text,
    string Source,
    IReadOnlyList<string>? Items = null,
    string? Scale = null,
    int? AtLeast = null,
    int? AtMost = null)
{
    internal bool Holds(int value) => AtLeast is { } least ? value >= least : value <= AtMost;
}

/// <summary>A flag that was raised, and the answers or the score that raised it.</summary>
public sealed record ClinicalFlag(string Code, FlagKind Kind, string Text, IReadOnlyList<CitedFact> Facts);

public static class FlagKinds
{
    /// <summary>The code on the wire.</summary>
    public static string ToCode(this FlagKind kind) => kind switch
    {
        FlagKind.Withdrawal => "withdrawal",
        FlagKind.Overdose => "overdose",
        FlagKind.Medical => "medical",
        FlagKind.Dependence => "dependence",
        FlagKind.Use => "use",
        FlagKind.RiskTaking => "risk-taking",
        FlagKind.FollowUp => "follow-up",
    };
}
