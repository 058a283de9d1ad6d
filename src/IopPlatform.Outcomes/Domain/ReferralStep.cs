using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Outcomes.Domain;

/// <summary>The steps of the way from referral to admission, in their order.</summary>
public static class ReferralStep
{
    public const string Received = "received";
    public const string Assessed = "assessed";
    public const string Determined = "determined";
    public const string Admitted = "admitted";

    public static readonly IReadOnlyList<string> All = [Received, Assessed, Determined, Admitted];

    /// <summary>Counts the step once a referral, at the earliest time that is told.</summary>
    public static WriteBatch Count(
        this WriteBatch write, string step, Guid referralId, Guid patientId, Guid siteId, DateTimeOffset at) => write
        .Add(
            """
            insert into referral_steps (organization_id, referral_id, step, patient_id, site_id, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (organization_id, referral_id, step) do update set at = least(referral_steps.at, excluded.at)
            """,
            write.Caller.OrganizationId, referralId, step, patientId, siteId, at)
        .Audit("referral", referralId, patientId, new { step });
}
