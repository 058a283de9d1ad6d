using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Intake.Domain;

/// <summary>
/// The encrypted columns: what people wrote or answered. Codes, levels and bands stay plain, since lists and rules select by
/// them; see docs/decisions/0007-field-encryption.md.
/// </summary>
public static class IntakeFields
{
    public static readonly ProtectedField ReferralReason = new("referrals", "reason");
    public static readonly ProtectedField ReferralCloseReason = new("referrals", "close_reason");
    public static readonly ProtectedField ReferredTo = new("referrals", "referred_to");
    public static readonly ProtectedField Bundle = new("referral_bundles", "content", "referral_id");
    public static readonly ProtectedField Answers = new("responses", "answers");
    public static readonly ProtectedField SafetyFindings = new("responses", "safety_findings");
    public static readonly ProtectedField Dimensions = new("assessments", "dimensions");
    public static readonly ProtectedField DeterminationFacts = new("determinations", "facts");
    public static readonly ProtectedField Recommendation = new("determinations", "recommendation");
    public static readonly ProtectedField Rationale = new("determinations", "rationale");
    public static readonly ProtectedField DepartureReason = new("determinations", "departure_reason");
    public static readonly ProtectedField RevocationReason = new("consents", "revocation_reason");
    public static readonly ProtectedField DisclosureDocumentation = new("disclosures", "documentation");
    public static readonly ProtectedField EmergencyReason = new("emergency_reviews", "reason");
    public static readonly ProtectedField EmergencyNote = new("emergency_reviews", "note");

    public static readonly IReadOnlyList<ProtectedField> All =
    [
        ReferralReason, ReferralCloseReason, ReferredTo, Bundle, Answers, SafetyFindings, Dimensions, DeterminationFacts,
        Recommendation, Rationale, DepartureReason, RevocationReason, DisclosureDocumentation,
        EmergencyReason, EmergencyNote,
    ];
}
