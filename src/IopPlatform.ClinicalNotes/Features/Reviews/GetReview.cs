using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Reviews;

public sealed record ReviewDetails(
    Guid Id,
    Guid EpisodeId,
    DateOnly WeekStartsOn,
    string Decision,
    string LevelOfCare,
    DateOnly NextReviewOn,
    Guid DecidedBy,
    DateTimeOffset DecidedAt,
    string Rationale);

public static class GetReview
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/reviews/{id:guid}", HandleAsync)
        .WithName(nameof(GetReview))
        .WithTags("Reviews")
        .WithSummary("Shows one weekly review.")
        .RequireRoles(Roles.Clinicians)
        .Audited("review.read")
        .ReadsChart("review")
        .OpensInEmergency()
        .Produces<ReviewDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<Row>(
            """
            select id, episode_id, patient_id, week_starts_on, decision, level_of_care, next_review_on, decided_by, decided_at,
                clinical_text
            from reviews where id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("review");
        await reads.RecordAsync(row.PatientId, "review", cancellationToken);
        return TypedResults.Ok(new ReviewDetails(
            row.Id, row.EpisodeId, row.WeekStartsOn, row.Decision, row.LevelOfCare, row.NextReviewOn, row.DecidedBy,
            row.DecidedAt, row.ClinicalText.Read<PlainText>(ClinicalFields.Review, row.Id).Text));
    }

    private sealed record Row(
        Guid Id, Guid EpisodeId, Guid PatientId, DateOnly WeekStartsOn, string Decision, string LevelOfCare,
        DateOnly NextReviewOn, Guid DecidedBy, DateTimeOffset DecidedAt, SealedText ClinicalText);
}
