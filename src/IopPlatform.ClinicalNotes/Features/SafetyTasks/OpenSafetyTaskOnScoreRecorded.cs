using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

/// <summary>
/// Opens a task for each response that shows risk, or may hide it, and one of its own kind for a flag of withdrawal or overdose.
/// The time to look at it runs from when the response was recorded, however late the message comes.
/// </summary>
public sealed class OpenSafetyTaskOnScoreRecorded(TenantDatabase db, NotesMetrics metrics) : IConsumer<ScoreRecorded>
{
    public async Task Consume(ConsumeContext<ScoreRecorded> context)
    {
        var score = context.Message;
        var found = FindingsOf(score);
        if (found.Count > 0)
        {
            var known = await KnownAsync(score.ResponseId, context.CancellationToken);
            try
            {
                var write = db.Write();
                var opened = found.Where(finding => !known.Contains(finding.Kind)).ToList();
                opened.ForEach(finding => write.OpenSafetyTask(finding));
                await write.CommitAsync(context.CancellationToken);
                opened.ForEach(finding => metrics.FlagOpened(finding.Kind));
                return;
            }
            catch (PostgresException exception) when (exception.ConstraintName == "safety_task_per_source")
            {
                // The same response was handled at the same moment, and its tasks are open: nothing is left to do.
            }
        }

        await db.Write().CommitAsync(context.CancellationToken);
    }

    /// <summary>What a clinician must look at. A flag has no level of its own: how bad it is, the clinician finds out.</summary>
    public static IReadOnlyList<SafetyFinding> FindingsOf(ScoreRecorded score)
    {
        List<(string Kind, string Level)> found = [];
        if (NeedsClinician(score.SafetyLevel)) found.Add((SafetyTaskKinds.Risk, score.SafetyLevel));
        found.AddRange(score.FlagKinds.Distinct()
            .Where(kind => kind is SafetyTaskKinds.Withdrawal or SafetyTaskKinds.Overdose)
            .Select(kind => (kind, "indeterminate")));
        return
        [
            .. found.Select(one => new SafetyFinding(
                "response", score.ResponseId, score.PatientId, score.EpisodeId, score.SiteId, one.Kind, one.Level, score.OccurredAt)),
        ];
    }

    public static bool NeedsClinician(string safetyLevel) => safetyLevel is "low" or "moderate" or "high" or "indeterminate";

    private Task<IReadOnlyList<string>> KnownAsync(Guid responseId, CancellationToken cancellationToken) => db.QueryAsync<string>(
        "select kind from safety_tasks where source_kind = 'response' and source_id = $1", [responseId], cancellationToken);
}
