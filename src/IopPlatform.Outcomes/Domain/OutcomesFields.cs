using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Outcomes.Domain;

/// <summary>The encrypted columns: what was noted when following up.</summary>
public static class OutcomesFields
{
    public static readonly ProtectedField FollowUpNote = new("follow_ups", "note");

    public static readonly IReadOnlyList<ProtectedField> All = [FollowUpNote];
}
