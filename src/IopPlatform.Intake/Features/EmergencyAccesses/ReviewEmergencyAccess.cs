using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.EmergencyAccesses;

/// <param name="Verdict">justified or not-justified.</param>
/// <param name="Note">What the verdict rests on, and what follows from it.</param>
public sealed record ReviewEmergencyAccessRequest(string Verdict, string Note);

/// <summary>A compliance officer's verdict, given once. One that is not justified closes the chart at once, if it is still open.</summary>
public static class ReviewEmergencyAccess
{
    private const string NotJustified = "not-justified";
    private static readonly string[] Verdicts = ["justified", NotJustified];

    public sealed class Validator : AbstractValidator<ReviewEmergencyAccessRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Verdict).OneOf(Verdicts);
            RuleFor(request => request.Note).Prose();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/emergency-accesses/{id:guid}/review", HandleAsync)
        .WithName(nameof(ReviewEmergencyAccess))
        .WithTags("Emergency access")
        .WithSummary("Decides whether an emergency access was justified.")
        .RequireRoles(Roles.ComplianceOfficer)
        .Audited("emergency-access.review")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, ReviewEmergencyAccessRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await EmergencyAccessRow.FindAsync(db, id, cancellationToken) is not { } row) return Problems.NotFound("emergency access");
        if (row.Subject == db.Caller.Subject) return Problems.Rule("own-access", "Nobody reviews their own emergency access.");
        if (row.Verdict is not null) return Problems.Rule("already-reviewed", "This emergency access has its verdict.");

        var write = db.Write();
        write
            .ChangeOne(
                """
                update emergency_reviews set verdict = $3, note = $4, reviewed_by = $5, reviewed_at = $6, version = version + 1
                where id = $1 and version = $2
                """,
                id, row.Version, request.Verdict, IntakeFields.EmergencyNote.Seal(id, request.Note), write.Caller.Subject, write.Now)
            .Audit("emergency-access", id, row.PatientId, new { verdict = request.Verdict });
        if (request.Verdict == NotJustified && row.Until > write.Now)
        {
            var closed = new EmergencyAccess(
                id, row.Subject, row.PatientId, row.SiteId, row.OpenedAt, write.Now, row.AccessVersion + 1);
            write.Keep(closed).Publish(OpenEmergencyAccess.Changed(write, closed));
        }

        await write.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
