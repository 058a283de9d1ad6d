using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Reviews;

/// <param name="WeekStartsOn">The Monday of the reviewed week.</param>
/// <param name="Decision">continue, adjust-plan, step-up, step-down or discharge.</param>
/// <param name="LevelOfCare">Required for a step; otherwise the current level, or left out.</param>
public sealed record DecideReviewRequest(DateOnly WeekStartsOn, string Decision, string? LevelOfCare, string Rationale);

public static class DecideReview
{
    private const int RationaleLengthMax = 4000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/episodes/{episodeId:guid}/reviews", HandleAsync)
        .WithName(nameof(DecideReview))
        .WithTags("Reviews")
        .WithSummary("Records the decision of a weekly review; the newest one counts.")
        .RequireRoles(Roles.Clinicians)
        .Audited("review.decide")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/clinical-notes/reviews/{id}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, DecideReviewRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.FindChartAsync(episodeId, cancellationToken) is not { } chart) return Problems.NotFound("episode");
        if (chart.ClosedProblem() is { } closed) return closed;
        var (level, problem) = WeeklyReview.Decide(
            request.Decision, await CurrentLevelAsync(db, chart, cancellationToken), request.LevelOfCare);
        if (level is null) return Problems.Rule("level-of-care", problem!, "levelOfCare");

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        var nextReviewOn = WeeklyReview.NextDue(request.WeekStartsOn);
        await write
            .Created(id)
            .Add(
                """
                insert into reviews (organization_id, id, site_id, patient_id, episode_id, week_starts_on, decision, level_of_care,
                    next_review_on, decided_by, decided_at, clinical_text, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
                """,
                write.Caller.OrganizationId, id, chart.SiteId, chart.PatientId, episodeId, request.WeekStartsOn, request.Decision,
                level, nextReviewOn, write.Caller.Clinician(), write.Now, ClinicalFields.Review.SealJson(id, new PlainText(request.Rationale)))
            .Audit("review", id, chart.PatientId)
            .Publish(new ReviewDecided
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                ReviewId = id,
                EpisodeId = episodeId,
                PatientId = chart.PatientId,
                SiteId = chart.SiteId,
                WeekStartsOn = request.WeekStartsOn,
                Decision = request.Decision,
                LevelOfCare = level,
                NextReviewOn = nextReviewOn,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/clinical-notes/reviews/{id}", new Created(id));
    }

    /// <summary>What was decided or placed last: a placement by Intake may still be on its way.</summary>
    private static async Task<string> CurrentLevelAsync(TenantDatabase db, Chart chart, CancellationToken cancellationToken)
    {
        var last = await db.QuerySingleAsync<LastReview>(
            "select level_of_care, decided_at from reviews where episode_id = $1 order by decided_at desc, id desc limit 1",
            [chart.EpisodeId],
            cancellationToken);
        return last is not null && last.DecidedAt > chart.PlacedAt ? last.LevelOfCare : chart.LevelOfCare;
    }

    private sealed record LastReview(string LevelOfCare, DateTimeOffset DecidedAt);

    private sealed class Validator : AbstractValidator<DecideReviewRequest>
    {
        public Validator()
        {
            RuleFor(review => review.WeekStartsOn).Must(day => day.DayOfWeek == DayOfWeek.Monday && day != default)
                .WithMessage("A week starts on a Monday.");
            RuleFor(review => review.Decision).Must(Codes.ReviewDecisions.Contains)
                .WithMessage(Codes.OneOf(Codes.ReviewDecisions));
            RuleFor(review => review.Rationale).NotEmpty().MaximumLength(RationaleLengthMax);
        }
    }
}
