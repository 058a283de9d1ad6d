using FluentValidation;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Scheduling.Features.Programs;

/// <param name="LevelOfCare">outpatient, iop, php and so on.</param>
/// <param name="AgeGroup">adult or adolescent.</param>
/// <param name="MinimumWeeklyMinutes">Attended clinical minutes a week that the program stands for.</param>
public sealed record CreateProgramRequest(
    Guid SiteId, string Name, string LevelOfCare, string AgeGroup, int MinimumWeeklyMinutes);

public static class CreateProgram
{
    private const int WeeklyMinutesMax = 7 * 24 * 60;

    private sealed class Validator : AbstractValidator<CreateProgramRequest>
    {
        public Validator()
        {
            RuleFor(request => request.SiteId).NotEmpty();
            RuleFor(request => request.Name).IsPlainText(100);
            RuleFor(request => request.LevelOfCare).Must(code => LevelsOfCare.FromCode(code) is not null)
                .WithMessage("This is not a level of care.");
            RuleFor(request => request.AgeGroup).Must(group => group is "adult" or "adolescent")
                .WithMessage("This must be adult or adolescent.");
            RuleFor(request => request.MinimumWeeklyMinutes).InclusiveBetween(0, WeeklyMinutesMax);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/programs", HandleAsync)
        .WithName(nameof(CreateProgram)).WithTags("Programs").WithSummary("Opens a program at a site.")
        .RequireRoles(Roles.SiteManager)
        .Audited("program.create")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/programs/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        CreateProgramRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!await db.SiteIsReachableAsync(request.SiteId, cancellationToken))
        {
            return Problems.NotFound("site");
        }

        var write = db.Write();
        var program = new ProgramRecord(
            Guid.CreateVersion7(write.Now),
            request.SiteId,
            request.Name.Trim(),
            request.LevelOfCare,
            request.AgeGroup,
            request.MinimumWeeklyMinutes,
            true,
            1,
            "[]");
        try
        {
            await write
                .Add(
                    """
                    insert into programs (organization_id, id, site_id, name, level_of_care, age_group,
                                          minimum_weekly_minutes, active, version)
                    values ($1, $2, $3, $4, $5, $6, $7, true, 1)
                    """,
                    write.Caller.OrganizationId,
                    program.Id,
                    program.SiteId,
                    program.Name,
                    program.LevelOfCare,
                    program.AgeGroup,
                    program.MinimumWeeklyMinutes)
                .Audit("program", program.Id)
                .PublishProgram(program)
                .Created(program.Id)
                .CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "program_name")
        {
            return Problems.Rule("program-name-taken", "The site has a program of this name.", "name");
        }

        return TypedResults.Created($"/api/scheduling/programs/{program.Id}", new Created(program.Id));
    }
}
