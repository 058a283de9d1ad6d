using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Programs;

/// <param name="IsPart2">Whether it holds itself out as providing substance use disorder care (42 CFR 2.11).</param>
/// <param name="Reason">What the decision rests on.</param>
public sealed record MarkProgramRequest(bool? IsPart2, string Reason);

/// <summary>Decides whether a program is one under 42 CFR Part 2. Until that is decided it counts as one.</summary>
public static class MarkProgram
{
    public sealed class Validator : AbstractValidator<MarkProgramRequest>
    {
        public Validator()
        {
            RuleFor(request => request.IsPart2).NotNull();
            RuleFor(request => request.Reason).Prose();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/programs/{id:guid}/confidentiality", HandleAsync)
        .WithName(nameof(MarkProgram))
        .WithTags("Programs")
        .WithSummary("States whether a program is one under 42 CFR Part 2; a program nobody has marked counts as one.")
        .RequireRoles(Roles.ComplianceOfficer)
        .Audited("program.mark")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, MarkProgramRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var program = await db.QuerySingleAsync<Row>("select site_id from programs where id = $1", [id], cancellationToken);
        if (program is null) return Problems.NotFound("program");

        var write = db.Write();
        await write
            .Add(
                """
                insert into program_confidentiality (organization_id, program_id, site_id, is_part2, reason, decided_by, decided_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (organization_id, program_id) do update
                set is_part2 = excluded.is_part2, reason = excluded.reason, decided_by = excluded.decided_by,
                    decided_at = excluded.decided_at
                """,
                write.Caller.OrganizationId, id, program.SiteId, request.IsPart2, request.Reason, write.Caller.Subject, write.Now)
            .Audit("program", id, details: new { isPart2 = request.IsPart2 })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private sealed record Row(Guid SiteId);
}
