using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Programs;

/// <summary>Keeps each program with its tracks, at the highest version that has come.</summary>
public sealed class KeepProgramOnProgramChanged(TenantDatabase db) : IConsumer<ProgramChanged>
{
    public Task Consume(ConsumeContext<ProgramChanged> context)
    {
        var program = context.Message;
        return db.Write()
            .Add(
                """
                insert into programs as p (organization_id, id, site_id, name, level_of_care, age_group, active, tracks, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict (organization_id, id) do update
                set site_id = excluded.site_id, name = excluded.name, level_of_care = excluded.level_of_care,
                    age_group = excluded.age_group, active = excluded.active, tracks = excluded.tracks, version = excluded.version
                where p.version < excluded.version
                """,
                program.OrganizationId, program.ProgramId, program.SiteId, program.Name, program.LevelOfCare, program.AgeGroup,
                program.Active, new Json(program.Tracks), program.Version)
            .Audit("program", program.ProgramId)
            .CommitAsync(context.CancellationToken);
    }
}
