using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Coverages;

public sealed record CoverageDetails(Guid Id, Guid PatientId, string Payer, string? MemberId, string Kind, DateOnly EffectiveFrom);

/// <summary>One coverage.</summary>
public static class GetCoverage
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/coverages/{id:guid}", HandleAsync)
        .WithName(nameof(GetCoverage))
        .WithTags("Coverages")
        .WithSummary("Shows a coverage.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.UtilizationReviewer, Roles.Patient)
        .Audited("coverage.get")
        .ReadsChart("coverages")
        .Produces<CoverageDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var coverage = await db.QuerySingleAsync<CoverageDetails>(
            "select id, patient_id, payer, member_id, kind, effective_from from coverages where id = $1", [id], cancellationToken);
        if (coverage is null) return Problems.NotFound("coverage");
        await reads.RecordAsync(coverage.PatientId, "coverages", cancellationToken);
        return TypedResults.Ok(coverage);
    }
}
