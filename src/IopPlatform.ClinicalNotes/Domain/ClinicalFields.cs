using IopPlatform.Persistence.Encryption;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>
/// What clinicians wrote stands, as JSON, in the encrypted columns named <c>clinical_text</c>. Nothing of it may stand in
/// another column, an event, a log, an audit detail or an address.
/// </summary>
public static class ClinicalFields
{
    public static readonly ProtectedField Plan = new("plans", "clinical_text");
    public static readonly ProtectedField Certification = new("certifications", "clinical_text");
    public static readonly ProtectedField GroupNote = new("group_notes", "clinical_text");
    public static readonly ProtectedField Note = new("notes", "clinical_text");
    public static readonly ProtectedField Addendum = new("addenda", "clinical_text");
    public static readonly ProtectedField Review = new("reviews", "clinical_text");
    public static readonly ProtectedField SafetyTask = new("safety_tasks", "clinical_text");
    public static readonly ProtectedField Discharge = new("discharges", "clinical_text");

    public static readonly IReadOnlyList<ProtectedField> All =
        [Plan, Certification, GroupNote, Note, Addendum, Review, SafetyTask, Discharge];
}

/// <summary>The content of a row that has a single text.</summary>
public sealed record PlainText(string Text);
