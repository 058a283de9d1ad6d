using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Coverages;

/// <param name="To">Last covered day, inclusive.</param>
public sealed record AuthorizationDetails(
    Guid Id, Guid PatientId, string Payer, string Number, int UnitsApproved, DateOnly From, DateOnly To);

/// <summary>One authorization.</summary>
public static class GetAuthorization
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/authorizations/{id:guid}", HandleAsync)
        .WithName(nameof(GetAuthorization))
        .WithTags("Coverages")
        .WithSummary("Shows a payer's authorization.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.UtilizationReviewer, Roles.Patient)
        .Audited("authorization.get")
        .ReadsChart("authorizations")
        .Produces<AuthorizationDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<AuthorizationRow>(
            $"select {AuthorizationRow.Columns} from authorizations where id = $1", [id], cancellationToken);
        if (row is null) return Problems.NotFound("authorization");
        await reads.RecordAsync(row.PatientId, "authorizations", cancellationToken);
        return TypedResults.Ok(new AuthorizationDetails(
            row.Id, row.PatientId, row.Payer, row.Number, row.UnitsApproved, row.ValidFrom, row.ValidTo));
    }
}
