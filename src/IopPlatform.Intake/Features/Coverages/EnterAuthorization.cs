using FluentValidation;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Intake.Features.Coverages;

/// <param name="UnitsApproved">One unit is one day of program attendance.</param>
/// <param name="To">Last covered day, inclusive.</param>
public sealed record EnterAuthorizationRequest(string Payer, string Number, int UnitsApproved, DateOnly From, DateOnly To);

/// <summary>Records a payer's approval of units.</summary>
public static class EnterAuthorization
{
    public sealed class Validator : AbstractValidator<EnterAuthorizationRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Payer).Name();
            RuleFor(request => request.Number).Name();
            RuleFor(request => request.UnitsApproved).InclusiveBetween(1, 1000);
            RuleFor(request => request.From).NotEmpty();
            RuleFor(request => request.To).GreaterThanOrEqualTo(request => request.From)
                .WithMessage("The last covered day lies before the first.");
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/patients/{id:guid}/authorizations", HandleAsync)
        .WithName(nameof(EnterAuthorization))
        .WithTags("Coverages")
        .WithSummary("Records a payer's authorization. The patient shows all of them.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.UtilizationReviewer)
        .Audited("authorization.enter")
        .Validated(new Validator())
        .CreatesOnce(authorization => $"/api/intake/authorizations/{authorization}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, EnterAuthorizationRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");

        var authorization = new AuthorizationRow(
            Guid.CreateVersion7(write.Now), id, patient.SiteId, request.Payer, request.Number, request.UnitsApproved,
            request.From, request.To, 1);
        write
            .Created(authorization.Id)
            .Add(
                """
                insert into authorizations
                    (organization_id, id, patient_id, site_id, payer, number, units_approved, valid_from, valid_to, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
                """,
                write.Caller.OrganizationId, authorization.Id, id, patient.SiteId, request.Payer, request.Number, request.UnitsApproved,
                request.From, request.To)
            .Audit("authorization", authorization.Id, id)
            .Publish(authorization.ToEvent(write.Caller.OrganizationId, patient.EpisodeId, write.Now));
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "authorization_number")
        {
            return Problems.Rule(
                "authorization-already-entered", "This number of this payer has been entered for the patient before.", "number");
        }

        return TypedResults.Created($"/api/intake/authorizations/{authorization.Id}", new Created(authorization.Id));
    }
}

/// <summary>An authorization as stored.</summary>
public sealed record AuthorizationRow(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string Payer,
    string Number,
    int UnitsApproved,
    DateOnly ValidFrom,
    DateOnly ValidTo,
    long Version)
{
    public const string Columns = "id, patient_id, site_id, payer, number, units_approved, valid_from, valid_to, version";

    public AuthorizationChanged ToEvent(Guid organizationId, Guid? episodeId, DateTimeOffset now) => new()
    {
        OrganizationId = organizationId,
        Version = Version,
        OccurredAt = now,
        AuthorizationId = Id,
        PatientId = PatientId,
        EpisodeId = episodeId,
        SiteId = SiteId,
        Payer = Payer,
        UnitsApproved = UnitsApproved,
        From = ValidFrom,
        To = ValidTo,
    };
}
