using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>What a clinician is to look at.</summary>
public static class SafetyTaskKinds
{
    /// <summary>Risk to the patient's life, as screeners, safety items and notes show it.</summary>
    public const string Risk = "risk";

    /// <summary>A possible withdrawal syndrome, before the next dose would be missed.</summary>
    public const string Withdrawal = "withdrawal";

    /// <summary>Use that can lead to an overdose: naloxone and an overdose plan.</summary>
    public const string Overdose = "overdose";

    public static readonly IReadOnlyList<string> All = [Risk, Withdrawal, Overdose];
}

/// <param name="SourceKind">response or note.</param>
/// <param name="SourceId">The instrument response or note that showed the finding; there is one task of a kind for each.</param>
/// <param name="Kind">One of <see cref="SafetyTaskKinds"/>.</param>
/// <param name="Level">low, moderate, high or indeterminate.</param>
public sealed record SafetyFinding(
    string SourceKind, Guid SourceId, Guid PatientId, Guid? EpisodeId, Guid SiteId, string Kind, string Level, DateTimeOffset FoundAt);

public static class SafetyTaskOpening
{
    /// <summary>Moderate and high risk, and what may hide them, is looked at within minutes (a program's default).</summary>
    public static readonly TimeSpan UrgentWithin = TimeSpan.FromMinutes(15);

    /// <summary>Low risk, and flags of withdrawal and overdose: by the end of the working day (starting values of our own).</summary>
    public static readonly TimeSpan SameDayWithin = TimeSpan.FromHours(8);

    public static DateTimeOffset AcknowledgeBy(string kind, string level, DateTimeOffset foundAt) =>
        foundAt + (kind != SafetyTaskKinds.Risk || level == "low" ? SameDayWithin : UrgentWithin);

    /// <summary>Opens the task and says so.</summary>
    public static WriteBatch OpenSafetyTask(this WriteBatch write, SafetyFinding finding)
    {
        var id = Guid.CreateVersion7(write.Now);
        var acknowledgeBy = AcknowledgeBy(finding.Kind, finding.Level, finding.FoundAt);
        return write
            .Add(
                """
                insert into safety_tasks (organization_id, id, site_id, patient_id, episode_id, source_kind, source_id, kind,
                    level, status, opened_at, acknowledge_by, version)
                values ($1, $2, $3, $4, $5::uuid, $6, $7, $8, $9, 'open', $10, $11, 1)
                """,
                write.Caller.OrganizationId, id, finding.SiteId, finding.PatientId, finding.EpisodeId, finding.SourceKind,
                finding.SourceId, finding.Kind, finding.Level, finding.FoundAt, acknowledgeBy)
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
                Kind = finding.Kind,
                AcknowledgeBy = acknowledgeBy,
            });
    }
}
