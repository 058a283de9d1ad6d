using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Consents;

/// <summary>One consent.</summary>
public static class GetConsent
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/consents/{id:guid}", HandleAsync)
        .WithName(nameof(GetConsent))
        .WithTags("Consents")
        .WithSummary("Shows a consent.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.Patient)
        .Audited("consent.get")
        .ReadsChart("consents")
        .Produces<ConsentDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var consent = await db.QuerySingleAsync<ConsentRow>(
            $"select {ConsentRow.Columns}, null::date as signed_on from consents where id = $1", [id], cancellationToken);
        if (consent is null) return Problems.NotFound("consent");
        await reads.RecordAsync(consent.PatientId, "consents", cancellationToken);
        return TypedResults.Ok(ConsentDetails.Of(consent));
    }
}
