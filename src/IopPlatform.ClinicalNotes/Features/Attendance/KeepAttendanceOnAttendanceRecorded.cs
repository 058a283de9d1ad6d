using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Attendance;

/// <summary>Keeps who was at which session and for how many clinical minutes; corrections replace what was known.</summary>
public sealed class KeepAttendanceOnAttendanceRecorded(TenantDatabase db) : IConsumer<AttendanceRecorded>
{
    public Task Consume(ConsumeContext<AttendanceRecorded> context)
    {
        var recorded = context.Message;
        return db.Write()
            .Add(
                """
                insert into attendance (organization_id, id, session_id, episode_id, patient_id, site_id, kind, session_starts_at,
                    session_ends_at, status, attended_minutes, staff_id, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::uuid, $13)
                on conflict (organization_id, id) do update
                set kind = excluded.kind, session_starts_at = excluded.session_starts_at,
                    session_ends_at = excluded.session_ends_at, status = excluded.status,
                    attended_minutes = excluded.attended_minutes, staff_id = excluded.staff_id, version = excluded.version
                where attendance.version < excluded.version
                """,
                recorded.OrganizationId, recorded.AttendanceId, recorded.SessionId, recorded.EpisodeId, recorded.PatientId,
                recorded.SiteId, recorded.Kind, recorded.SessionStartsAt, recorded.SessionEndsAt, recorded.Status,
                recorded.AttendedMinutes, recorded.StaffId, recorded.Version)
            .Audit("attendance", recorded.AttendanceId, recorded.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
