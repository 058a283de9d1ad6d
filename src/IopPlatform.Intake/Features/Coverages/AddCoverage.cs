using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Coverages;

/// <param name="Kind">One of commercial, medicaid, medicare, self-pay, other.</param>
public sealed record AddCoverageRequest(string Payer, string? MemberId, string Kind, DateOnly EffectiveFrom);

/// <summary>Adds a coverage to those that a patient has.</summary>
public static class AddCoverage
{
    public sealed class Validator : AbstractValidator<AddCoverageRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Payer).Name();
            RuleFor(request => request.MemberId).Optional();
            RuleFor(request => request.Kind).OneOf(Codes.CoverageKinds);
            RuleFor(request => request.EffectiveFrom).NotEmpty();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/patients/{id:guid}/coverages", HandleAsync)
        .WithName(nameof(AddCoverage))
        .WithTags("Coverages")
        .WithSummary("Adds a coverage. The patient shows all of them.")
        .RequireRoles(Roles.IntakeCoordinator)
        .Audited("coverage.add")
        .Validated(new Validator())
        .CreatesOnce(coverage => $"/api/intake/coverages/{coverage}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, AddCoverageRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");

        var coverageId = Guid.CreateVersion7(write.Now);
        write.Created(coverageId);
        new NewCoverage(request.Payer, request.MemberId, request.Kind, request.EffectiveFrom)
            .Record(write, coverageId, id, patient.SiteId);
        await write.CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/coverages/{coverageId}", new Created(coverageId));
    }
}
