using FluentValidation;
using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Outcomes.Features.FollowUps;

/// <param name="Outcome">reached, not-reached or declined.</param>
public sealed record CompleteFollowUpRequest(string Outcome, string? Note = null);

/// <param name="Outcome">As in the request.</param>
public sealed record CompletedFollowUp(Guid Id, string Outcome, DateTimeOffset CompletedAt);

/// <summary>POST /api/outcomes/follow-ups/{id}/complete. Repeating it with the same outcome changes nothing.</summary>
public static class CompleteFollowUp
{
    public const int NoteLengthMax = 2000;

    private static readonly string[] Outcomes = ["reached", "not-reached", "declined"];

    public sealed class Validator : AbstractValidator<CompleteFollowUpRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Outcome).Must(outcome => Outcomes.Contains(outcome))
                .WithMessage($"This is one of {string.Join(", ", Outcomes)}.");
            RuleFor(request => request.Note).MaximumLength(NoteLengthMax);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/follow-ups/{id:guid}/complete", HandleAsync)
        .WithName(nameof(CompleteFollowUp)).WithTags("Follow-ups")
        .WithSummary("Notes how a follow-up ended, due or not. Repeating it with the same outcome changes nothing.")
        .RequireRoles(Roles.Therapist, Roles.IntakeCoordinator)
        .Audited("follow-up.complete")
        .Validated(new Validator())
        .Produces<CompletedFollowUp>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, CompleteFollowUpRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var found = await db.QuerySingleAsync<FollowUp>(
            "select episode_id, patient_id, site_id, state, outcome, completed_at, version from follow_ups where id = $1",
            [id],
            cancellationToken);
        if (found is null)
            return Problems.NotFound("follow-up");
        if (found.CompletedAt is { } before)
        {
            return found.Outcome == request.Outcome
                ? TypedResults.Ok(new CompletedFollowUp(id, found.Outcome, before))
                : Problems.Rule("follow-up-completed", $"The follow-up was completed as {found.Outcome}.", "outcome");
        }

        var write = db.Write();
        // The version of falling due was given out with its notice, so completing a planned one comes after that.
        var version = Math.Max(found.Version, FollowUpPlanning.DueVersion) + 1;
        await write
            .ChangeOne(
                """
                update follow_ups
                set state = 'completed', outcome = $3, note = $4::bytea, completed_at = $5, completed_by = $6, version = $7
                where id = $1 and version = $2
                """,
                id, found.Version, request.Outcome, OutcomesFields.FollowUpNote.Seal(id, request.Note), write.Now,
                write.Caller.Subject, version)
            .CancelDue(FollowUpPlanning.DueKey(id))
            .Audit("follow-up", id, found.PatientId, new { request.Outcome })
            .Publish(new FollowUpCompleted
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = version,
                OccurredAt = write.Now,
                FollowUpId = id,
                EpisodeId = found.EpisodeId,
                PatientId = found.PatientId,
                SiteId = found.SiteId,
                Outcome = request.Outcome,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.Ok(new CompletedFollowUp(id, request.Outcome, write.Now));
    }

    private sealed record FollowUp(
        Guid EpisodeId, Guid PatientId, Guid SiteId, string State, string? Outcome, DateTimeOffset? CompletedAt, long Version);
}
