using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Features.Sessions;

/// <summary>
/// Finds a group whose weekly time needs the room or the staff member, though its session of that week has not been made yet.
/// Once it has been made, the exclusion constraints of the database speak.
/// </summary>
internal static class GroupClash
{
    public static async Task<IResult?> FindAsync(
        TenantDatabase db,
        Guid? roomId,
        Guid staffId,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        var slots = await db.QueryAsync<TakenSlot>(
            """
            select g.id as group_id, g.name, g.room_id, g.starts_on, z.time_zone, s.week_minute, s.minutes, s.clinical_minutes
            from group_slots s
            join groups g on g.organization_id = s.organization_id and g.id = s.group_id
            join sites z on z.organization_id = g.organization_id and z.id = g.site_id
            where s.room_id = $1::uuid or s.facilitator_id = $2
            """,
            [roomId, staffId],
            cancellationToken);
        var meeting = slots
            .Select(slot => (slot, slot.Weekly.Meeting(from, to, slot.StartsOn, SiteClock.Of(slot.TimeZone))))
            .Where(pair => pair.Item2 is not null)
            .ToArray();
        foreach (var (slot, occurrence) in meeting)
        {
            var made = await db.QueryAsync<Guid>(
                "select id from sessions where group_id = $1 and local_start = $2",
                [slot.GroupId, occurrence!.LocalStart],
                cancellationToken);
            if (made.Count == 0)
            {
                var at = SiteClock.Of(slot.TimeZone).Say(occurrence.StartsAt);
                return slot.RoomId == roomId
                    ? DoubleBooking.Room($"The group {slot.Name} has the room on {at}.", "roomId")
                    : DoubleBooking.Staff($"The staff member leads the group {slot.Name} on {at}.", "staffId");
            }
        }

        return null;
    }

    private sealed record TakenSlot(
        Guid GroupId,
        string Name,
        Guid RoomId,
        DateOnly StartsOn,
        string TimeZone,
        int WeekMinute,
        int Minutes,
        int ClinicalMinutes)
    {
        public WeeklySlot Weekly => new(WeekMinute, Minutes, ClinicalMinutes);
    }
}
