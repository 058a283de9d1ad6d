using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Consents;

/// <summary>Ends a consent from now on; what was disclosed under it stays disclosed.</summary>
public static class RevokeConsent
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/consents/{id:guid}/revoke", HandleAsync)
        .WithName(nameof(RevokeConsent))
        .WithTags("Consents")
        .WithSummary("Revokes a consent. Naturally idempotent: a revoked one stays as it is.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.Patient)
        .Audited("consent.revoke")
        .Produces(204).ProducesProblem(404).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(Guid id, TenantDatabase db, CancellationToken cancellationToken)
    {
        var consent = await db.QuerySingleAsync<Row>(
            "select patient_id, site_id, kind, expires_on, revoked_at, version from consents where id = $1", [id], cancellationToken);
        if (consent is null) return Problems.NotFound("consent");
        if (consent.RevokedAt is not null) return TypedResults.NoContent();

        var write = db.Write();
        await write
            .ChangeOne(
                "update consents set revoked_at = $3, version = version + 1 where id = $1 and version = $2",
                id, consent.Version, write.Now)
            .Audit("consent", id, consent.PatientId, new { kind = consent.Kind })
            .Publish(new ConsentChanged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = consent.Version + 1,
                OccurredAt = write.Now,
                ConsentId = id,
                PatientId = consent.PatientId,
                SiteId = consent.SiteId,
                Kind = consent.Kind,
                Active = false,
                ExpiresOn = consent.ExpiresOn,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private sealed record Row(
        Guid PatientId, Guid SiteId, string Kind, DateOnly? ExpiresOn, DateTimeOffset? RevokedAt, long Version);
}
