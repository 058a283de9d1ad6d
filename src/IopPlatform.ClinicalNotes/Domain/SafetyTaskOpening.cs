using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Domain;

/// <param name="SourceKind">response or note.</param>
/// <param name="SourceId">The instrument response or note that showed the finding; there is one task for each.</param>
/// <param name="Level">low, moderate, high or indeterminate.</param>
public sealed record SafetyFinding(
    string SourceKind, Guid SourceId, Guid PatientId, Guid? EpisodeId, Guid SiteId, string Level, DateTimeOffset FoundAt);

public static class SafetyTaskOpening
{
    /// <summary>Moderate and high risk, and what may hide them, is looked at within minutes (a program's default).</summary>
    public static readonly TimeSpan UrgentWithin = TimeSpan.FromMinutes(15);

    /// <summary>Low risk: by the end of the working day.</summary>
    public static readonly TimeSpan SameDayWithin = TimeSpan.FromHours(8);

    public static DateTimeOffset AcknowledgeBy(string level, DateTimeOffset foundAt) =>
        foundAt + (level == "low" ? SameDayWithin : UrgentWithin);

    /// <summary>Opens the task and says so.</summary>
    public static WriteBatch OpenSafetyTask(this WriteBatch write, SafetyFinding finding)
    {
        var id = Guid.CreateVersion7(write.Now);
        var acknowledgeBy = AcknowledgeBy(finding.Level, finding.FoundAt);
        return write
            .Add(
                """
                insert into safety_tasks (organization_id, id, site_id, patient_id, episode_id, source_kind, source_id, level,
                    status, opened_at, acknowledge_by, version)
                values ($1, $2, $3, $4, $5::uuid, $6, $7, $8, 'open', $9, $10, 1)
                """,
                write.Caller.OrganizationId, id, finding.SiteId, finding.PatientId, finding.EpisodeId, finding.SourceKind,
                finding.SourceId, finding.Level, finding.FoundAt, acknowledgeBy)
            .Audit("safety-task", id, finding.PatientId)
            .Publish(new SafetyTaskOpened
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                TaskId = id,
                PatientId = finding.PatientId,
                EpisodeId = finding.EpisodeId,
                SiteId = finding.SiteId,
                Level = finding.Level,
                AcknowledgeBy = acknowledgeBy,
            });
    }
}
