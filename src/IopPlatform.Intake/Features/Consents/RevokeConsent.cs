using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Mvc;

namespace IopPlatform.Intake.Features.Consents;

/// <summary>All of it is optional, and so is the body: nobody has to give a reason.</summary>
/// <param name="RevokedBy">Whose wish it is, where somebody else enters it.</param>
/// <param name="EndedBy">revocation (when missing), or event: what the consent was to end with has happened.</param>
public sealed record RevokeConsentRequest(string? Reason = null, string? RevokedBy = null, string? EndedBy = null);

/// <summary>
/// Ends a consent from now on; what was disclosed under it stays disclosed. It waits for decisions that rest on the consent at
/// this moment, and after it there can be none.
/// </summary>
public static class RevokeConsent
{
    public const string Revocation = "revocation";
    private static readonly string[] Endings = [Revocation, "event"];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/consents/{id:guid}/revoke", HandleAsync)
        .WithName(nameof(RevokeConsent))
        .WithTags("Consents")
        .WithSummary("Revokes a consent. Naturally idempotent: a revoked one stays as it is.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.Patient)
        .Audited("consent.revoke")
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, [FromBody] RevokeConsentRequest? request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (Wrong(request) is { Count: > 0 } errors) return Problems.Fields(errors);
        var consent = await db.QuerySingleAsync<Row>(
            "select patient_id, site_id, kind, expires_on, revoked_at, version from consents where id = $1", [id], cancellationToken);
        if (consent is null) return Problems.NotFound("consent");
        if (consent.RevokedAt is not null) return TypedResults.NoContent();

        var write = db.Write();
        await write
            .ChangeOne(
                """
                update consents set revoked_at = $3, revocation_recorded_by = $4, revoked_by = $5::text, revocation_reason = $6::bytea,
                    ended_by = $7, version = version + 1
                where id = $1 and version = $2
                """,
                id, consent.Version, write.Now, write.Caller.Subject, request?.RevokedBy,
                IntakeFields.RevocationReason.Seal(id, request?.Reason), request?.EndedBy ?? Revocation)
            .Audit("consent", id, consent.PatientId, new { kind = consent.Kind, endedBy = request?.EndedBy ?? Revocation })
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

    private static Dictionary<string, string[]> Wrong(RevokeConsentRequest? request) =>
        request is null ? [] : new Validator().Validate(request).Errors
            .GroupBy(error => char.ToLowerInvariant(error.PropertyName[0]) + error.PropertyName[1..])
            .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).ToArray());

    private sealed class Validator : AbstractValidator<RevokeConsentRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Reason).Optional(FieldRules.TextMax);
            RuleFor(request => request.RevokedBy).Optional();
            RuleFor(request => request.EndedBy).OneOf(Endings).When(request => request.EndedBy is not null);
        }
    }

    private sealed record Row(
        Guid PatientId, Guid SiteId, string Kind, DateOnly? ExpiresOn, DateTimeOffset? RevokedAt, long Version);
}
