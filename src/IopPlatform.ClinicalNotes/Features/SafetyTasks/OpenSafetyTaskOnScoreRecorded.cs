using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

/// <summary>
/// Opens one task for each response that shows risk, or may hide it. The time to look at it runs from when the response was
/// recorded, however late the message comes.
/// </summary>
public sealed class OpenSafetyTaskOnScoreRecorded(TenantDatabase db) : IConsumer<ScoreRecorded>
{
    public async Task Consume(ConsumeContext<ScoreRecorded> context)
    {
        var score = context.Message;
        if (NeedsClinician(score.SafetyLevel) && !await IsKnownAsync(score.ResponseId, context.CancellationToken))
        {
            try
            {
                await db.Write()
                    .OpenSafetyTask(new SafetyFinding(
                        "response", score.ResponseId, score.PatientId, score.EpisodeId, score.SiteId, score.SafetyLevel,
                        score.OccurredAt))
                    .CommitAsync(context.CancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.ConstraintName == "safety_task_per_source")
            {
                // The same response was handled at the same moment, and its task is open: nothing is left to do.
            }
        }

        await db.Write().CommitAsync(context.CancellationToken);
    }

    public static bool NeedsClinician(string safetyLevel) => safetyLevel is "low" or "moderate" or "high" or "indeterminate";

    private async Task<bool> IsKnownAsync(Guid responseId, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<bool>(
            "select exists (select from safety_tasks where source_kind = 'response' and source_id = $1)",
            [responseId],
            cancellationToken);
}
