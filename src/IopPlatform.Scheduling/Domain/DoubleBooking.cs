using IopPlatform.ServiceDefaults.Api;
using Npgsql;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// A room or a staff member can be in one session at a time; the database's exclusion constraints have the last word.
/// </summary>
internal static class DoubleBooking
{
    public const string RoomRule = "room-taken";
    public const string StaffRule = "staff-taken";

    public static bool Is(PostgresException exception) => exception.SqlState == PostgresErrorCodes.ExclusionViolation;

    public static IResult Refuse(PostgresException exception, string roomField, string staffField) =>
        exception.ConstraintName is "session_room_once" or "slot_room_once"
            ? Room("The room is taken at that time.", roomField)
            : Staff("The staff member is in another session at that time.", staffField);

    public static IResult Room(string text, string field) => Problems.Rule(RoomRule, text, field);

    public static IResult Staff(string text, string field) => Problems.Rule(StaffRule, text, field);
}
