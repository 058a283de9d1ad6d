using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Programs;

/// <summary>Keeps the seats of each group, at the highest version that has come.</summary>
public sealed class KeepSeatsOnSeatsChanged(TenantDatabase db) : IConsumer<SeatsChanged>
{
    public Task Consume(ConsumeContext<SeatsChanged> context)
    {
        var seats = context.Message;
        return db.Write()
            .Add(
                """
                insert into group_seats as g (organization_id, group_id, program_id, site_id, seats_max, seats_taken, version)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (organization_id, group_id) do update
                set program_id = excluded.program_id, site_id = excluded.site_id, seats_max = excluded.seats_max,
                    seats_taken = excluded.seats_taken, version = excluded.version
                where g.version < excluded.version
                """,
                seats.OrganizationId, seats.GroupId, seats.ProgramId, seats.SiteId, seats.SeatsMax, seats.SeatsTaken, seats.Version)
            .Audit("group-seats", seats.GroupId)
            .CommitAsync(context.CancellationToken);
    }
}
