using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Consents;

/// <param name="Kind">One of treatment, part2-tpo, contact, telehealth, family, release.</param>
/// <param name="Discloser">Who may disclose.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Information">What may be disclosed.</param>
/// <param name="Purpose">What for.</param>
/// <param name="ExpiresOn">Last day on which it holds; null when it holds until it is revoked.</param>
public sealed record GiveConsentRequest(
    string Kind,
    string Discloser,
    string Recipient,
    string Information,
    string Purpose,
    DateOnly? ExpiresOn,
    string SignedBy,
    DateTimeOffset SignedAt);

/// <summary>Records a signed consent with the elements of 42 CFR 2.31.</summary>
public static class GiveConsent
{
    public sealed class Validator : AbstractValidator<GiveConsentRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Kind).OneOf(Codes.ConsentKinds);
            RuleFor(request => request.Discloser).Prose();
            RuleFor(request => request.Recipient).Prose();
            RuleFor(request => request.Information).Prose();
            RuleFor(request => request.Purpose).Prose();
            RuleFor(request => request.SignedBy).Name();
            RuleFor(request => request.SignedAt).NotEmpty();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/patients/{id:guid}/consents", HandleAsync)
        .WithName(nameof(GiveConsent))
        .WithTags("Consents")
        .WithSummary("Records a consent of a patient.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.Patient)
        .Audited("consent.give")
        .Validated(new Validator())
        .CreatesOnce(consent => $"/api/intake/consents/{consent}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, GiveConsentRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");
        if (request.SignedAt > write.Now + FieldRules.ClockSkew) return Problems.Field("signedAt", "The signature lies in the future.");
        if (request.ExpiresOn < patient.Today) return Problems.Field("expiresOn", "The consent has expired already.");

        var consentId = Guid.CreateVersion7(write.Now);
        await write
            .Created(consentId)
            .Add(
                """
                insert into consents
                    (organization_id, id, patient_id, site_id, kind, discloser, recipient, information, purpose, expires_on, signed_by,
                     signed_at, recorded_at, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::date, $11, $12, $13, 1)
                """,
                write.Caller.OrganizationId, consentId, id, patient.SiteId, request.Kind, request.Discloser, request.Recipient,
                request.Information, request.Purpose, request.ExpiresOn, request.SignedBy, request.SignedAt, write.Now)
            .Audit("consent", consentId, id, new { kind = request.Kind })
            .Publish(new ConsentChanged
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                ConsentId = consentId,
                PatientId = id,
                SiteId = patient.SiteId,
                Kind = request.Kind,
                Active = true,
                ExpiresOn = request.ExpiresOn,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/consents/{consentId}", new Created(consentId));
    }
}
