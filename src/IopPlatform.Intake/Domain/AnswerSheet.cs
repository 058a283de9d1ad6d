using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>Answers to one instrument with what the Clinical library made of them.</summary>
public sealed record AnswerSheet(
    InstrumentPack Pack, IReadOnlyDictionary<string, int?> Answers, ScoreResult Result, DateTimeOffset AnsweredAt)
{
    private int? Value => Result is Scored scored ? scored.Value : null;

    private string Band => Result switch
    {
        Scored scored => scored.Band,
        Unscorable unscorable => unscorable.Band,
        _ => throw new InvalidOperationException("Invalid answers are refused before they are stored."),
    };

    private string SafetyCode => SafetyLevels.Worst(Result.Safety).ToCode();

    /// <summary>Stores the sheet and publishes its score; the answers stay here.</summary>
    public void Record(WriteBatch write, Guid id, Guid patientId, Guid siteId, Guid? episodeId)
    {
        write
            .Add(
                """
                insert into responses
                    (organization_id, id, patient_id, site_id, episode_id, instrument_id, instrument_version, scorer_version, answers,
                     value, band, unscorable_reason, safety_level, safety_findings, answered_at, recorded_at, recorded_by, version)
                values ($1, $2, $3, $4, $5::uuid, $6, $7, $8, $9, $10::int, $11, $12::text, $13, $14, $15, $16, $17, 1)
                """,
                write.Caller.OrganizationId, id, patientId, siteId, episodeId, Pack.Id, Pack.Version, Scorer.Version,
                IntakeFields.Answers.SealJson(id, Answers), Value, Band, (Result as Unscorable)?.Reason, SafetyCode,
                IntakeFields.SafetyFindings.SealJson(id, Result.Safety.Select(KeptFinding.Of).ToArray()), AnsweredAt, write.Now, write.Caller.Subject)
            .Audit("response", id, patientId, new { instrument = Pack.Id })
            .Publish(new ScoreRecorded
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                ResponseId = id,
                PatientId = patientId,
                EpisodeId = episodeId,
                SiteId = siteId,
                InstrumentId = Pack.Id,
                InstrumentVersion = Pack.Version,
                Value = Value,
                Band = Band,
                SafetyLevel = SafetyCode,
                SafetyCodes = [.. Result.Safety.Select(finding => finding.Code)],
                FlagKinds = [.. Result.Flags.Select(flag => flag.Kind.ToCode()).Distinct()],
                AnsweredAt = AnsweredAt.ToUniversalTime(),
            });
    }
}

/// <summary>A safety finding as it is stored and shown.</summary>
public sealed record KeptFinding(string Code, string Level, string Text)
{
    public static KeptFinding Of(SafetyFinding finding) => new(finding.Code, finding.Level.ToCode(), finding.Text);
}
