namespace IopPlatform.Persistence.Encryption;

/// <summary>What a data key is for. Each organization has keys of its own for each purpose.</summary>
public static class KeyPurpose
{
    /// <summary>Clinical text and content of the record.</summary>
    public const string Record = "record";

    /// <summary>Psychotherapy and SUD counseling notes, which live apart (45 CFR 164.501, 42 CFR 2.11).</summary>
    public const string CounselingNote = "counseling-note";

    /// <summary>
    /// What search tokens are derived from. It is not rotated with the others, since a token made under another key is not found.
    /// </summary>
    public const string Search = "search";

    /// <summary>The purposes whose rows are encrypted again after a rotation.</summary>
    public static readonly IReadOnlyList<string> Rotating = [Record, CounselingNote];
}
