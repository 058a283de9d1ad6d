using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <summary>What the placement rules make of the stored facts today, with the reasons in both directions.</summary>
public static class RecommendLevelOfCare
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/referrals/{id:guid}/recommendation", HandleAsync)
        .WithName(nameof(RecommendLevelOfCare))
        .WithTags("Level of care")
        .WithSummary("Recommends a level of care from the stored facts: why not lower, why not higher, what is missing.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer)
        .Audited("recommendation.get")
        .ReadsChart("recommendation")
        .Produces<Recommendation>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ReferralFacts.FindAsync(db, id, time.GetUtcNow(), cancellationToken) is not { } facts)
            return Problems.NotFound("referral");

        await reads.RecordAsync(facts.PatientId, "recommendation", cancellationToken);
        var placement = await PlacementCase.LoadAsync(db, facts, cancellationToken);
        return TypedResults.Ok(Recommendation.Of(placement));
    }
}
