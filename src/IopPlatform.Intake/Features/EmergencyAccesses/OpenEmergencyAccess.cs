using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Intake.Features.Disclosures;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.EmergencyAccesses;

/// <param name="PatientId">The patient, where the id is known; else <paramref name="Patient"/>. Setting both is an error.</param>
/// <param name="ReasonCode">One of suicide-risk, overdose-or-withdrawal, medical-emergency, disaster.</param>
/// <param name="Reason">What happened, and why nobody who reaches the patient could be asked.</param>
public sealed record OpenEmergencyAccessRequest(Guid? PatientId, SoughtPatient? Patient, string ReasonCode, string Reason);

/// <summary>Whom somebody has before them: the whole names, as registered, and the birth date. Accents and case do not count.</summary>
public sealed record SoughtPatient(string GivenName, string FamilyName, DateOnly BirthDate);

/// <summary>
/// Breaks the glass: a clinician reads, for a few hours, the chart of one patient who is out of their reach. It is audited, goes
/// to the compliance officer's queue, and is a disclosure where 42 CFR Part 2 protects the record.
/// </summary>
public static class OpenEmergencyAccess
{
    /// <summary>An emergency names itself; these are the ones of 42 CFR 2.51(a): of this patient's health, or a disaster.</summary>
    public static readonly string[] ReasonCodes = ["suicide-risk", "overdose-or-withdrawal", "medical-emergency", "disaster"];

    /// <summary>How long the officer has. Our own value: three days, so that a weekend fits in.</summary>
    public static readonly TimeSpan ReviewedWithin = TimeSpan.FromDays(3);

    private const int ReasonLengthMin = 10;

    public sealed class Validator : AbstractValidator<OpenEmergencyAccessRequest>
    {
        public Validator()
        {
            RuleFor(request => request.PatientId).NotEmpty().When(request => request.Patient is null)
                .WithMessage("Name the patient, by id or by names and birth date.");
            RuleFor(request => request.Patient).Null().When(request => request.PatientId is not null)
                .WithMessage("The patient is named by id already.");
            RuleFor(request => request.Patient!).ChildRules(patient =>
            {
                patient.RuleFor(sought => sought.GivenName).Name();
                patient.RuleFor(sought => sought.FamilyName).Name();
                patient.RuleFor(sought => sought.BirthDate).NotEmpty();
            }).When(request => request.Patient is not null);
            RuleFor(request => request.ReasonCode).OneOf(ReasonCodes);
            RuleFor(request => request.Reason).Prose().MinimumLength(ReasonLengthMin)
                .WithMessage($"Say in {ReasonLengthMin} to {FieldRules.TextMax} characters what happened.");
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/emergency-accesses", HandleAsync)
        .WithName(nameof(OpenEmergencyAccess))
        .WithTags("Emergency access")
        .WithSummary("Opens, in an emergency, the chart of one patient beyond the caller's sites, to read for four hours. It is reviewed.")
        .RequireRoles(Roles.Clinicians)
        .Audited("emergency-access.open")
        .Validated(new Validator())
        .CreatesOnce(access => $"/api/intake/emergency-accesses/{access}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        OpenEmergencyAccessRequest request, TenantContext context, TenantDatabase db, CancellationToken cancellationToken)
    {
        var clinician = db.Caller;
        // The one use case that reaches past the caller's sites: to find the patient and to write what follows, and nothing else.
        context.Caller = clinician with { SiteIds = null };
        var found = await FindAsync(db, request, cancellationToken);
        if (found is not [var patient])
        {
            // An attempt on somebody who is not here is written down, too: it may be curiosity.
            await db.Write().Audit("organization", clinician.OrganizationId, details: new { found = found.Count }).CommitAsync(cancellationToken);
            return found.Count == 0
                ? Problems.NotFound("patient")
                : Problems.Rule("several-patients", "Several patients are called so and have this birth date; name one by id.", "patient");
        }

        if (clinician.Reaches(patient.SiteId))
            return Problems.Rule("within-reach", "You reach this patient already; nothing needs to be broken.");
        var write = db.Write();
        if (await IsOpenAsync(db, patient.Id, write.Now, cancellationToken))
            return Problems.Rule("already-open", "You have opened this patient's chart already, and it is still open.");
        if (await ConfidentialityOf.PatientAsync(db, patient.Id, write.Now, cancellationToken) is not { } confidentiality)
            return Problems.NotFound("patient");

        var access = new EmergencyAccess(
            Guid.CreateVersion7(write.Now), clinician.Subject, patient.Id, patient.SiteId, write.Now,
            write.Now.AddHours(EmergencyAccess.LongestHours), Version: 1);
        write.Created(access.Id).Keep(access);
        AddReview(write, access, request);
        if (confidentiality.Facts.IsPart2) AddDisclosure(write, access, request, confidentiality.Facts);
        await write
            .Audit("emergency-access", access.Id, patient.Id, new { reasonCode = request.ReasonCode, site = patient.SiteId, until = access.Until })
            .Publish(Changed(write, access))
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/emergency-accesses/{access.Id}", new Created(access.Id));
    }

    /// <summary>What the other services keep of it.</summary>
    internal static EmergencyAccessChanged Changed(WriteBatch write, EmergencyAccess access) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = access.Version,
        OccurredAt = write.Now,
        EmergencyAccessId = access.Id,
        Subject = access.Subject,
        PatientId = access.PatientId,
        SiteId = access.SiteId,
        OpenedAt = access.OpenedAt,
        Until = access.Until,
    };

    private static Task<IReadOnlyList<Found>> FindAsync(
        TenantDatabase db, OpenEmergencyAccessRequest request, CancellationToken cancellationToken) =>
        request.PatientId is { } id
            ? db.QueryAsync<Found>("select id, site_id from patients where id = $1", [id], cancellationToken)
            : db.QueryAsync<Found>(
                """
                select id, site_id from patients
                where family_key = name_key($1) and birth_date = $3 and name_key($2) in (given_key, preferred_key) limit 2
                """,
                [request.Patient!.FamilyName, request.Patient.GivenName, request.Patient.BirthDate],
                cancellationToken);

    private static async Task<bool> IsOpenAsync(
        TenantDatabase db, Guid patientId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<bool>(
            "select exists (select from emergency_accesses where subject = $1 and patient_id = $2 and until > $3)",
            [db.Caller.Subject, patientId, now],
            cancellationToken);

    private static void AddReview(WriteBatch write, EmergencyAccess access, OpenEmergencyAccessRequest request) => write.Add(
        """
        insert into emergency_reviews
            (organization_id, id, patient_id, site_id, subject, reason_code, reason, opened_at, due_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
        """,
        write.Caller.OrganizationId, access.Id, access.PatientId, access.SiteId, access.Subject, request.ReasonCode,
        IntakeFields.EmergencyReason.Seal(access.Id, request.Reason), access.OpenedAt, access.OpenedAt + ReviewedWithin);

    /// <summary>
    /// Within one organization this is a use and in no accounting (45 CFR 160.103, 164.528). A Part 2 record that goes to somebody
    /// outside the program's own staff leaves under 42 CFR 2.51, which wants it documented at once with exactly these.
    /// </summary>
    private static void AddDisclosure(
        WriteBatch write, EmergencyAccess access, OpenEmergencyAccessRequest request, PatientConfidentiality facts)
    {
        var asked = new DisclosureAsked(
            access.Id, access.PatientId,
            new AskedRecipient(DisclosureCodes.Person, access.Subject, $"Staff member {access.Subject}", null, []),
            [DisclosureCodes.AllPart2], DisclosureCodes.MedicalEmergency, "intake", "emergency-access", access.Subject,
            Documentation: new Dictionary<string, string>
            {
                ["receivedBy"] = access.Subject,
                ["receiverAffiliation"] = $"Staff of organization {write.Caller.OrganizationId}",
                ["disclosedBy"] = "The platform, on the clinician's own statement",
                ["natureOfEmergency"] = $"{request.ReasonCode}: {request.Reason}",
                ["whyNoConsent"] = request.Reason,
            });
        var decision = DisclosureDecision.Decide(asked, facts);
        if (!decision.Permitted) throw new InvalidOperationException($"An emergency with its documentation was refused by {decision.Rule}.");
        write.Disclosed(Guid.CreateVersion7(write.Now), access.SiteId, asked, decision, isPart2: true);
    }

    private sealed record Found(Guid Id, Guid SiteId);
}
