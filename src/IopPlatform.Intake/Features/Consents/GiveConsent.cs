using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Consents;

/// <param name="Kind">One of treatment, part2-tpo, contact, telehealth, family, release, part2-counseling-notes, part2-proceedings.</param>
/// <param name="Discloser">Who may disclose.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Information">What may be disclosed.</param>
/// <param name="Purpose">What for.</param>
/// <param name="ExpiresOn">Last day on which it holds; null when it holds until it is revoked.</param>
/// <param name="Terms">
/// The elements of 42 CFR 2.31 in a form that a machine can decide on; required where the consent is one to disclose (part2-tpo,
/// family, release, part2-counseling-notes, part2-proceedings), and refused on the others.
/// </param>
public sealed record GiveConsentRequest(
    string Kind,
    string Discloser,
    string Recipient,
    string Information,
    string Purpose,
    DateOnly? ExpiresOn,
    string SignedBy,
    DateTimeOffset SignedAt,
    ConsentTerms? Terms = null);

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
            RuleFor(request => request.Terms).NotNull()
                .When(request => DisclosureCodes.DisclosingConsents.Contains(request.Kind))
                .WithMessage("42 CFR 2.31: a consent to disclose is recorded with every element, as its terms.");
            RuleFor(request => request).Custom((request, context) =>
            {
                if (request.Terms is not { } terms) return;
                foreach (var breach in ConsentTermsRules.Broken(request.Kind, request.ExpiresOn, terms))
                {
                    context.AddFailure(breach.Field, breach.Explanation);
                }
            });
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
        write.Created(consentId);
        Insert(write, consentId, id, patient.SiteId, request);
        await write
            .Audit("consent", consentId, id, new { kind = request.Kind, form = request.Terms?.Form.Version })
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

    private static void Insert(WriteBatch write, Guid consentId, Guid patientId, Guid siteId, GiveConsentRequest request)
    {
        var terms = request.Terms;
        write.Add(
            """
            insert into consents
                (organization_id, id, patient_id, site_id, kind, discloser, recipient, information, purpose, expires_on, signed_by,
                 signed_at, recorded_at, version, discloser_kind, information_kinds, substance_use_information, recipients,
                 intermediary, purposes, revocation_statement, expiry, expiry_event, expiry_event_text, signer_capacity,
                 authority_to_sign, redisclosure_stated, refusal_stated, form_version, form_language, form_sha256)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::date, $11, $12, $13, 1, $14::text, $15::text[], $16::text, $17, $18,
                    $19::text[], $20::text, $21::text, $22::text, $23::text, $24::text, $25::text, $26::boolean, $27::boolean,
                    $28::text, $29::text, $30::text)
            """,
            write.Caller.OrganizationId, consentId, patientId, siteId, request.Kind, request.Discloser, request.Recipient,
            request.Information, request.Purpose, request.ExpiresOn, request.SignedBy, request.SignedAt, write.Now, terms?.DiscloserKind,
            terms?.InformationKinds.Distinct().ToArray(), terms?.SubstanceUseInformation, new Json(terms?.Recipients),
            new Json(terms?.Intermediary), terms?.Purposes.Distinct().ToArray(), terms?.RevocationStatement, terms?.Expiry,
            terms?.ExpiryEvent, terms?.ExpiryEventText, terms?.SignerCapacity, terms?.AuthorityToSign, terms?.RedisclosureStated,
            terms?.RefusalStated, terms?.Form.Version, terms?.Form.Language, terms?.Form.TextSha256);
    }
}
