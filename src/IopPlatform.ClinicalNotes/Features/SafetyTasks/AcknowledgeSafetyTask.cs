using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

/// <param name="Disposition">What was found and arranged. It stays in this service.</param>
public sealed record AcknowledgeSafetyTaskRequest(string Disposition);

public static class AcknowledgeSafetyTask
{
    private const int DispositionLengthMax = 4000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/safety-tasks/{id:guid}/acknowledge", HandleAsync)
        .WithName(nameof(AcknowledgeSafetyTask))
        .WithTags("Safety tasks")
        .WithSummary("Closes a safety task with a disposition. The same person's same disposition may be sent again.")
        .RequireRoles(Roles.Clinicians)
        .Audited("safety-task.acknowledge")
        .Validated(new Validator())
        .Produces<SafetyTaskDetails>()
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, AcknowledgeSafetyTaskRequest request, TenantDatabase db, NotesMetrics metrics, CancellationToken cancellationToken)
    {
        if (await db.FindSafetyTaskAsync(id, cancellationToken) is not { } task) return Problems.NotFound("safety task");
        var clinician = db.Caller.Clinician();
        if (task.Status != "open")
        {
            var details = task.ToDetails(task.Disposition);
            return details.AcknowledgedBy == clinician && details.Disposition == request.Disposition
                ? TypedResults.Ok(details)
                : Problems.Rule("safety-task-acknowledged", "The task has its disposition already.");
        }

        var write = db.Write();
        await write
            .ChangeOne(
                """
                update safety_tasks set status = 'acknowledged', acknowledged_by = $3, acknowledged_at = $4, clinical_text = $5,
                    version = version + 1
                where id = $1 and version = $2
                """,
                id, task.Version, clinician, write.Now, ClinicalFields.SafetyTask.SealJson(id, new PlainText(request.Disposition)))
            .Audit("safety-task", id, task.PatientId)
            .Publish(new SafetyTaskAcknowledged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = task.Version + 1,
                OccurredAt = write.Now,
                TaskId = id,
                PatientId = task.PatientId,
                EpisodeId = task.EpisodeId,
                SiteId = task.SiteId,
                AcknowledgedBy = clinician,
            })
            .CommitAsync(cancellationToken);
        metrics.FlagAcknowledged(task.Kind, late: write.Now > task.AcknowledgeBy);
        var acknowledged = task with
        {
            Status = "acknowledged",
            AcknowledgedBy = clinician,
            AcknowledgedAt = write.Now,
            Version = task.Version + 1,
        };
        return TypedResults.Ok(acknowledged.ToDetails(request.Disposition));
    }

    private sealed class Validator : AbstractValidator<AcknowledgeSafetyTaskRequest>
    {
        public Validator() => RuleFor(request => request.Disposition).NotEmpty().MaximumLength(DispositionLengthMax);
    }
}
