using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Referrals;

public sealed record RegisterReferralRequest(
    Guid SiteId,
    ReferralSource Source,
    string Reason,
    string Urgency,
    DateOnly? DischargedFromHospitalOn,
    ReferredPatient Patient,
    ReferredCoverage? Coverage,
    IReadOnlyList<string>? Diagnoses);

/// <param name="Kind">One of hospital, clinician, self, court, school, payer, other.</param>
public sealed record ReferralSource(string Kind, string Name);

/// <param name="Language">Language tag such as en or es; en when not stated.</param>
/// <param name="PreferredChannel">One of email, sms, phone, none.</param>
public sealed record ReferredPatient(
    string GivenName,
    string FamilyName,
    string? PreferredName,
    DateOnly BirthDate,
    string? SexAtBirth,
    string? Language,
    string? Email,
    string? Phone,
    string? PreferredChannel)
{
    public ContactPoints Contact => ContactPoints.Of(Email, Phone, PreferredChannel);
}

/// <param name="Kind">One of commercial, medicaid, medicare, self-pay, other.</param>
public sealed record ReferredCoverage(string Payer, string? MemberId, string Kind);

/// <summary>Takes a referral in: its patient, contact points, coverage and order.</summary>
public static class RegisterReferral
{
    public sealed class Validator : AbstractValidator<RegisterReferralRequest>
    {
        public Validator()
        {
            RuleFor(request => request.SiteId).NotEmpty();
            RuleFor(request => request.Source).NotNull().SetValidator(new SourceValidator());
            RuleFor(request => request.Reason).Prose();
            RuleFor(request => request.Urgency).OneOf(Codes.Urgencies);
            RuleFor(request => request.Patient).NotNull().SetValidator(new PatientValidator());
            RuleFor(request => request.Coverage!).SetValidator(new CoverageValidator()).When(request => request.Coverage is not null);
            RuleFor(request => request.Diagnoses).Must(codes => codes is null or { Count: <= 50 }).WithMessage("At most 50 diagnoses.");
            RuleForEach(request => request.Diagnoses).Icd10();
        }
    }

    private sealed class SourceValidator : AbstractValidator<ReferralSource>
    {
        public SourceValidator()
        {
            RuleFor(source => source.Kind).OneOf(Codes.SourceKinds);
            RuleFor(source => source.Name).Name();
        }
    }

    private sealed class PatientValidator : AbstractValidator<ReferredPatient>
    {
        public PatientValidator()
        {
            RuleFor(patient => patient.GivenName).Name();
            RuleFor(patient => patient.FamilyName).Name();
            RuleFor(patient => patient.PreferredName).Optional();
            RuleFor(patient => patient.BirthDate).NotEmpty();
            RuleFor(patient => patient.SexAtBirth).OneOf(Codes.SexesAtBirth).When(patient => patient.SexAtBirth is not null);
            RuleFor(patient => patient.Language).LanguageTag();
            RuleFor(patient => patient.Email).Email();
            RuleFor(patient => patient.Phone).Phone();
            RuleFor(patient => patient.PreferredChannel).OneOf(Codes.Channels).When(patient => patient.PreferredChannel is not null);
            RuleFor(patient => patient.PreferredChannel)
                .Must((patient, _) => patient.Contact.ReachesPreferred).WithMessage("The preferred channel has no address.");
        }
    }

    private sealed class CoverageValidator : AbstractValidator<ReferredCoverage>
    {
        public CoverageValidator()
        {
            RuleFor(coverage => coverage.Payer).Name();
            RuleFor(coverage => coverage.MemberId).Optional();
            RuleFor(coverage => coverage.Kind).OneOf(Codes.CoverageKinds);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals", HandleAsync)
        .WithName(nameof(RegisterReferral))
        .WithTags("Referrals")
        .WithSummary("Registers a referral with its patient.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Partner)
        .Audited("referral.register")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/intake/referrals/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        RegisterReferralRequest request, TenantDatabase db, IntakeMetrics metrics, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ReceivingSite.FindAsync(db, request.SiteId, time.GetUtcNow(), cancellationToken) is not { } site)
            return Problems.NotFound("site");
        if (Misdated(request, site.Today) is { Count: > 0 } errors) return Problems.Fields(errors);

        var write = db.Write();
        var referral = ToReferral(request, site.Today);
        var id = referral.Register(write);
        await write.CommitAsync(cancellationToken);
        metrics.Referred(referral);
        return TypedResults.Created($"/api/intake/referrals/{id}", new Created(id));
    }

    /// <summary>The dates that only the day at the site can judge.</summary>
    private static Dictionary<string, string[]> Misdated(RegisterReferralRequest request, DateOnly today)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Patient.BirthDate > today) errors["patient.birthDate"] = ["The birth date lies in the future."];
        if (request.Patient.BirthDate < today.AddYears(-NewPatient.AgeYearsMax))
            errors["patient.birthDate"] = [$"The birth date lies more than {NewPatient.AgeYearsMax} years back."];
        if (request.DischargedFromHospitalOn > today) errors["dischargedFromHospitalOn"] = ["The discharge lies in the future."];
        return errors;
    }

    private static NewReferral ToReferral(RegisterReferralRequest request, DateOnly today) => new()
    {
        SiteId = request.SiteId,
        Patient = new NewPatient(
            request.Patient.GivenName.Trim(),
            request.Patient.FamilyName.Trim(),
            request.Patient.PreferredName,
            request.Patient.BirthDate,
            request.Patient.SexAtBirth,
            request.Patient.Language ?? NewPatient.DefaultLanguage,
            request.Patient.Contact),
        SourceKind = request.Source.Kind,
        SourceName = request.Source.Name,
        Reason = request.Reason,
        Urgency = request.Urgency,
        DischargedFromHospitalOn = request.DischargedFromHospitalOn,
        Diagnoses = [.. (request.Diagnoses ?? []).Distinct()],
        Coverages = request.Coverage is { } coverage ? [new(coverage.Payer, coverage.MemberId, coverage.Kind, today)] : [],
    };
}
