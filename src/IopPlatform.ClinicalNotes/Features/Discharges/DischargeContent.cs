using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Features.Discharges;

/// <summary>What the patient takes along: how a relapse announces itself, and what to do about it.</summary>
public sealed record RelapsePreventionPlan(
    IReadOnlyList<string> Triggers,
    IReadOnlyList<string> WarningSigns,
    IReadOnlyList<string> CopingTools,
    IReadOnlyList<string> Supports,
    IReadOnlyList<string> EmergencySteps);

internal sealed record DischargeContent(string Summary, RelapsePreventionPlan RelapsePreventionPlan);

internal sealed record DischargeRow(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Status,
    DateOnly DischargedOn,
    string Reason,
    string FollowUps,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    SealedText ClinicalText,
    string? ContentHash,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    long Version)
{
    public DischargeContent Content => ClinicalText.Read<DischargeContent>(ClinicalFields.Discharge, Id);

    public IReadOnlyList<AgreedFollowUp> AgreedFollowUps => Json.Read<IReadOnlyList<AgreedFollowUp>>(FollowUps);
}

internal static class DischargeRows
{
    public static Task<DischargeRow?> FindDischargeAsync(
        this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<DischargeRow>(
            """
            select id, episode_id, patient_id, site_id, status, discharged_on, reason, follow_ups, author_id, created_at,
                clinical_text, content_hash, signed_by, signed_at, version
            from discharges where id = $1
            """,
            [id],
            cancellationToken);
}
