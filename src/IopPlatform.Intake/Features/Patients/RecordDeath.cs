using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Patients;

/// <param name="On">The day at the site.</param>
public sealed record RecordDeathRequest(DateOnly On);

/// <summary>
/// Records that a patient has died. From that day on the patient's own consents carry no disclosure; a personal representative
/// may give others (42 CFR 2.15(b)).
/// </summary>
public static class RecordDeath
{
    public sealed class Validator : AbstractValidator<RecordDeathRequest>
    {
        public Validator() => RuleFor(request => request.On).NotEmpty();
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/patients/{id:guid}/death", HandleAsync)
        .WithName(nameof(RecordDeath))
        .WithTags("Patients")
        .WithSummary("Records the day on which a patient died; a repeated call corrects it.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.MedicalDirector)
        .Audited("patient.record-death")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, RecordDeathRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await PatientAtSite.FindAsync(db, id, write.Now, cancellationToken) is not { } patient) return Problems.NotFound("patient");
        if (request.On > patient.Today) return Problems.Field("on", "This day lies in the future.");
        if (request.On < patient.BirthDate) return Problems.Field("on", "This day lies before the birth.");

        await write
            .ChangeOne("update patients set deceased_on = $2 where id = $1", id, request.On)
            .Audit("patient", id, id)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
