using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Scheduling.Domain;

/// <summary>The encrypted columns: reasons in people's own words.</summary>
public static class SchedulingFields
{
    public static readonly ProtectedField CancelReason = new("sessions", "cancel_reason");
    public static readonly ProtectedField AttendanceReason = new("attendance", "reason");
    public static readonly ProtectedField FormerReason = new("attendance_history", "reason", "attendance_id", "version bigint");

    public static readonly IReadOnlyList<ProtectedField> All = [CancelReason, AttendanceReason, FormerReason];
}
