using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

/// <param name="SourceKind">response (of an instrument, in Intake) or note.</param>
/// <param name="Kind">What is to be looked at: risk, withdrawal or overdose.</param>
/// <param name="Level">low, moderate, high or indeterminate.</param>
/// <param name="Status">open or acknowledged.</param>
/// <param name="Disposition">What the clinician found and arranged; shown in the task alone, not in lists.</param>
public sealed record SafetyTaskDetails(
    Guid Id,
    Guid PatientId,
    string? PatientName,
    Guid? EpisodeId,
    Guid SiteId,
    string SourceKind,
    Guid SourceId,
    string Kind,
    string Level,
    string Status,
    DateTimeOffset OpenedAt,
    DateTimeOffset AcknowledgeBy,
    Guid? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt,
    string? Disposition,
    long Version);

internal sealed record SafetyTaskRow(
    Guid Id,
    Guid PatientId,
    string? PatientName,
    Guid? EpisodeId,
    Guid SiteId,
    string SourceKind,
    Guid SourceId,
    string Kind,
    string Level,
    string Status,
    DateTimeOffset OpenedAt,
    DateTimeOffset AcknowledgeBy,
    Guid? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt,
    SealedText? ClinicalText,
    long Version)
{
    public const string Select = """
        select t.id, t.patient_id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name as patient_name, t.episode_id,
            t.site_id, t.source_kind, t.source_id, t.kind, t.level, t.status, t.opened_at, t.acknowledge_by, t.acknowledged_by,
            t.acknowledged_at, t.clinical_text, t.version
        from safety_tasks t
        left join patients p on p.organization_id = t.organization_id and p.id = t.patient_id
        """;

    public string? Disposition => ClinicalText?.Read<PlainText>(ClinicalFields.SafetyTask, Id).Text;

    /// <param name="disposition">Null where it is not to be shown.</param>
    public SafetyTaskDetails ToDetails(string? disposition) => new(
        Id, PatientId, PatientName, EpisodeId, SiteId, SourceKind, SourceId, Kind, Level, Status, OpenedAt, AcknowledgeBy,
        AcknowledgedBy, AcknowledgedAt, disposition, Version);
}

internal static class SafetyTaskRows
{
    public static Task<SafetyTaskRow?> FindSafetyTaskAsync(
        this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<SafetyTaskRow>($"{SafetyTaskRow.Select} where t.id = $1", [id], cancellationToken);
}
