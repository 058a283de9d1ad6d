using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Discharges;

/// <param name="Status">draft or signed.</param>
public sealed record DischargeDetails(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Status,
    DateOnly DischargedOn,
    string Reason,
    string Summary,
    RelapsePreventionPlan RelapsePreventionPlan,
    IReadOnlyList<AgreedFollowUp> FollowUps,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    string? ContentHash,
    long Version);

public static class GetDischarge
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/discharges/{id:guid}", HandleAsync)
        .WithName(nameof(GetDischarge))
        .WithTags("Discharges")
        .WithSummary("Shows a discharge with its relapse-prevention plan.")
        .RequireRoles(Roles.Clinicians)
        .Audited("discharge.read")
        .ReadsChart("discharge")
        .OpensInEmergency()
        .Produces<DischargeDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await db.FindDischargeAsync(id, cancellationToken) is not { } discharge) return Problems.NotFound("discharge");
        await reads.RecordAsync(discharge.PatientId, "discharge", cancellationToken);
        response.SetEntityTag(discharge.Version);
        var content = discharge.Content;
        return TypedResults.Ok(new DischargeDetails(
            discharge.Id, discharge.EpisodeId, discharge.PatientId, discharge.SiteId, discharge.Status, discharge.DischargedOn,
            discharge.Reason, content.Summary, content.RelapsePreventionPlan, discharge.AgreedFollowUps, discharge.AuthorId,
            discharge.CreatedAt, discharge.SignedBy, discharge.SignedAt, discharge.ContentHash, discharge.Version));
    }
}
