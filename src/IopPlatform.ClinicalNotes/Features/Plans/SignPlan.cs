using IopPlatform.Clinical.Program;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.Plans;

/// <param name="ContentHash">SHA-256 over the plan's id and content, as stored.</param>
public sealed record PlanSignature(
    Guid Id, Guid SignedBy, DateTimeOffset SignedAt, string ContentHash, DateOnly ReviewDueOn, long Version);

public static class SignPlan
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/plans/{id:guid}/sign", HandleAsync)
        .WithName(nameof(SignPlan))
        .WithTags("Plans")
        .WithSummary("Signs a plan, finally; it takes the place of the plan that was in force. Needs If-Match.")
        .RequireRoles(Roles.Clinicians)
        .Audited("plan.sign")
        .Produces<PlanSignature>()
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
        if (await db.FindPlanAsync(id, cancellationToken) is not { } plan
            || await db.FindChartAsync(plan.EpisodeId, cancellationToken) is not { } chart)
        {
            return Problems.NotFound("plan");
        }

        if (plan.Version != seen) return EntityTag.Stale();
        var signer = db.Caller.Clinician();
        var problem = DraftSigning.Problem(plan.Status, plan.AuthorId == signer, db.Caller.Is(Roles.MedicalDirector))
            ?? chart.ClosedProblem();
        if (problem is not null) return problem;

        var write = db.Write();
        var today = chart.Today(write.Now);
        var signature = new PlanSignature(
            id, signer, write.Now, ContentHash.Of(id, plan.ClinicalText.Open(ClinicalFields.Plan, id)), PlanReview.NextDue(today),
            seen + 1);
        write
            .Add(
                "update plans set status = 'superseded', version = version + 1 where episode_id = $1 and status = 'signed'",
                plan.EpisodeId)
            .ChangeOne(
                """
                update plans set status = 'signed', signed_by = $3, signed_at = $4, content_hash = $5, review_due_on = $6,
                    version = version + 1
                where id = $1 and version = $2
                """,
                id, seen, signer, write.Now, signature.ContentHash, signature.ReviewDueOn)
            .Audit("plan", id, plan.PatientId)
            .Publish(new PlanSigned
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = signature.Version,
                OccurredAt = write.Now,
                PlanId = id,
                EpisodeId = plan.EpisodeId,
                PatientId = plan.PatientId,
                SiteId = plan.SiteId,
                SignedOn = today,
                ReviewDueOn = signature.ReviewDueOn,
            });
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "plan_in_force")
        {
            // Another plan of the episode was signed at the same moment.
            return EntityTag.Stale();
        }

        http.Response.SetEntityTag(signature.Version);
        return TypedResults.Ok(signature);
    }
}
