namespace IopPlatform.Web.Design;

/// <summary>Who the page is about: what must be in sight while anything is read or written about a person.</summary>
/// <param name="Age">In whole years, in the site's zone.</param>
/// <param name="Mrn">The number of the record; null where the provider gives none.</param>
public sealed record PatientIdentity(string PreferredName, string LegalName, DateOnly BirthDate, int Age, string? Mrn)
{
    public string? Pronouns { get; init; }

    /// <summary>Counted from 1; null before admission.</summary>
    public int? ProgramWeek { get; init; }

    /// <summary>Empty: asked, and none known. Null: not recorded anywhere, so the bar says nothing; a sentence that is the same for everybody would not be read.</summary>
    public IReadOnlyList<string>? Allergies { get; init; }

    public RiskLevel Risk { get; init; } = RiskLevel.NotScreened;
}
