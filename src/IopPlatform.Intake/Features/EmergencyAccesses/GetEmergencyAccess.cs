using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.EmergencyAccesses;

public static class GetEmergencyAccess
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/emergency-accesses/{id:guid}", HandleAsync)
        .WithName(nameof(GetEmergencyAccess))
        .WithTags("Emergency access")
        .WithSummary("Shows an emergency access with its review. Clinicians see their own while it is open.")
        .RequireRoles([.. Roles.Clinicians, Roles.ComplianceOfficer])
        .Audited("emergency-access.get")
        .ReadsChart("emergency-access")
        .OpensInEmergency()
        .Produces<EmergencyAccessDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await EmergencyAccessRow.FindAsync(db, id, cancellationToken) is not { } row
            || (row.Subject != db.Caller.Subject && !db.Caller.Is(Roles.ComplianceOfficer)))
        {
            return Problems.NotFound("emergency access");
        }

        await reads.RecordAsync(row.PatientId, "emergency-access", cancellationToken);
        return TypedResults.Ok(row.Details(time.GetUtcNow()));
    }
}
