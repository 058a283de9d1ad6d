using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>The seat counter of a group.</summary>
public sealed record GroupSeats(Guid GroupId, Guid ProgramId, Guid SiteId, int SeatsMax, int SeatsTaken, long Version)
{
    /// <summary>For a select from <c>groups g</c>.</summary>
    public const string Columns = "g.id as group_id, g.program_id, g.site_id, g.seats_max, g.seats_taken, g.version";

    public bool Full => SeatsTaken >= SeatsMax;
}

internal static class GroupSeatsWrites
{
    /// <summary>Takes (+1) or frees (-1) a seat and tells others. Stale when the counter has moved since it was read.</summary>
    public static WriteBatch ChangeSeats(this WriteBatch write, GroupSeats seats, int by) => write
        .ChangeOne(
            "update groups set seats_taken = seats_taken + $3, version = version + 1 where id = $1 and version = $2",
            seats.GroupId, seats.Version, by)
        .PublishSeats(seats with { SeatsTaken = seats.SeatsTaken + by, Version = seats.Version + 1 });

    public static WriteBatch PublishSeats(this WriteBatch write, GroupSeats seats) => write.Publish(new SeatsChanged
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = seats.Version,
        OccurredAt = write.Now,
        GroupId = seats.GroupId,
        ProgramId = seats.ProgramId,
        SiteId = seats.SiteId,
        SeatsMax = seats.SeatsMax,
        SeatsTaken = seats.SeatsTaken,
    });
}
