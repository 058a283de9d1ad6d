using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Features.EmergencyAccesses;

/// <summary>One use of emergency access, with its review.</summary>
/// <param name="OpenedBy">The staff member; what was looked at is in each service's audit trail under this subject and patient.</param>
/// <param name="Until">From here on (inclusive) the chart is closed again.</param>
/// <param name="ReviewDueAt">The verdict is due by then.</param>
/// <param name="Status">awaiting-review, overdue, justified or not-justified.</param>
public sealed record EmergencyAccessDetails(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string OpenedBy,
    string ReasonCode,
    string Reason,
    DateTimeOffset OpenedAt,
    DateTimeOffset Until,
    DateTimeOffset ReviewDueAt,
    string Status,
    EmergencyVerdict? Review);

/// <param name="Verdict">justified or not-justified.</param>
public sealed record EmergencyVerdict(string Verdict, string Note, string By, DateTimeOffset At);

internal sealed record EmergencyAccessRow(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string Subject,
    string ReasonCode,
    SealedText Reason,
    DateTimeOffset OpenedAt,
    DateTimeOffset Until,
    DateTimeOffset DueAt,
    string? Verdict,
    SealedText? Note,
    string? ReviewedBy,
    DateTimeOffset? ReviewedAt,
    long Version,
    long AccessVersion)
{
    public const string Select =
        """
        select r.id, r.patient_id, r.site_id, r.subject, r.reason_code, r.reason, r.opened_at, a.until, r.due_at, r.verdict, r.note,
               r.reviewed_by, r.reviewed_at, r.version, a.version as access_version
        from emergency_reviews r
        join emergency_accesses a on a.organization_id = r.organization_id and a.id = r.id
        """;

    /// <summary>Null when there is none, or it is out of the caller's reach.</summary>
    public static Task<EmergencyAccessRow?> FindAsync(TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<EmergencyAccessRow>($"{Select} where r.id = $1", [id], cancellationToken);

    public EmergencyAccessDetails Details(DateTimeOffset now) => new(
        Id, PatientId, SiteId, Subject, ReasonCode, Reason.Open(IntakeFields.EmergencyReason, Id), OpenedAt, Until, DueAt,
        Verdict ?? (now > DueAt ? "overdue" : "awaiting-review"),
        Verdict is null ? null : new EmergencyVerdict(Verdict, Note!.Open(IntakeFields.EmergencyNote, Id), ReviewedBy!, ReviewedAt!.Value));
}
