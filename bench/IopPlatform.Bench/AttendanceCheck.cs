using Dapper;
using Npgsql;

namespace IopPlatform.Bench;

/// <summary>Attendance is recorded by PUT, which the checker's list of creations does not hold: its history must have each record once.</summary>
internal static class AttendanceCheck
{
    public static async Task<IReadOnlyList<string>> ViolationsAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(context.Platform.Superuser("scheduling"));
        var kept = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from attendance_history", cancellationToken: cancellationToken));
        return kept == context.Writes.AttendanceRecorded
            ? []
            : [$"scheduling: {context.Writes.AttendanceRecorded} attendance records were acknowledged, the history has {kept}"];
    }
}
