using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Prescriptions;

public static class GetPrescription
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{episodeId:guid}/prescription", HandleAsync)
        .WithName(nameof(GetPrescription))
        .WithTags("Prescriptions")
        .WithSummary("Shows the hours that are ordered for an episode.")
        .RequireRoles(Roles.Clinicians)
        .Audited("prescription.read")
        .ReadsChart("prescription")
        .OpensInEmergency()
        .Produces<PrescriptionDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await db.FindPrescriptionAsync(episodeId, cancellationToken) is not { } prescription)
        {
            return Problems.NotFound("prescription");
        }

        await reads.RecordAsync(prescription.PatientId, "prescription", cancellationToken);
        response.SetEntityTag(prescription.Version);
        return TypedResults.Ok(prescription.ToDetails());
    }
}
