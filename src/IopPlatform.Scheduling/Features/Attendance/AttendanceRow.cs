using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Features.Attendance;

/// <summary>A session as attendance needs it.</summary>
internal sealed record SessionFacts(
    Guid Id,
    Guid SiteId,
    Guid? GroupId,
    string Kind,
    Guid StaffId,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int ClinicalMinutes,
    bool Canceled,
    long Version,
    string TimeZone)
{
    public SiteClock Clock => SiteClock.Of(TimeZone);
}

/// <summary>Who is on the roster, with what was recorded so far (version 0: nothing).</summary>
internal sealed record AttendanceRow(
    Guid EpisodeId,
    Guid PatientId,
    Guid? Id,
    string? Status,
    DateTimeOffset? ArrivedAt,
    DateTimeOffset? LeftAt,
    int AttendedMinutes,
    SealedText? SealedReason,
    long Version)
{
    public string? Reason => Id is { } id ? SealedReason?.Open(SchedulingFields.AttendanceReason, id) : null;
}

/// <summary>What is to be recorded.</summary>
internal sealed record Attended(
    string Status, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, int AttendedMinutes, string? Reason);

internal static class AttendanceRows
{
    public static Task<SessionFacts?> SessionFactsAsync(this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<SessionFacts>(
            """
            select s.id, s.site_id, s.group_id, s.kind, s.staff_id, s.starts_at, s.ends_at, s.clinical_minutes,
                   s.canceled_at is not null as canceled, s.version, z.time_zone
            from sessions s join sites z on z.organization_id = s.organization_id and z.id = s.site_id
            where s.id = $1
            """,
            [id],
            cancellationToken);

    /// <summary>Those of the episodes that are on the roster and within the caller's reach.</summary>
    public static Task<IReadOnlyList<AttendanceRow>> AttendanceAsync(
        this TenantDatabase db, Guid sessionId, IReadOnlyList<Guid> episodeIds, CancellationToken cancellationToken) =>
        db.QueryAsync<AttendanceRow>(
            """
            select b.episode_id, b.patient_id, a.id, a.status, a.arrived_at, a.left_at,
                   coalesce(a.attended_minutes, 0) as attended_minutes, a.reason as sealed_reason, coalesce(a.version, 0) as version
            from bookings b
            left join attendance a
                on a.organization_id = b.organization_id and a.session_id = b.session_id and a.episode_id = b.episode_id
            where b.session_id = $1 and b.episode_id = any($2) and (b.canceled_at is null or a.id is not null)
            order by b.episode_id
            """,
            [sessionId, episodeIds],
            cancellationToken);

    /// <summary>The session must still be what it was (not canceled); it is held like that until the commit.</summary>
    public static WriteBatch RequireUnchanged(this WriteBatch write, SessionFacts session) => write.Add(
        """
        select iop.must_be_one(count(*)) from (select from sessions where id = $1 and version = $2 for share) unchanged
        """,
        session.Id, session.Version);

    /// <summary>Writes the row with its next version, the history, the audit row and the event.</summary>
    public static WriteBatch Record(this WriteBatch write, SessionFacts session, AttendanceRow former, Attended attended)
    {
        var organization = write.Caller.OrganizationId;
        var id = former.Id ?? Guid.CreateVersion7(write.Now);
        var version = former.Version + 1;
        object?[] Values(ProtectedValue? reason) =>
        [
            attended.Status,
            attended.ArrivedAt,
            attended.LeftAt,
            attended.AttendedMinutes,
            reason,
            write.Caller.Subject,
            write.Now,
        ];
        var values = Values(SchedulingFields.AttendanceReason.Seal(id, attended.Reason));
        if (former.Id is null)
        {
            write.Add(
                """
                insert into attendance (status, arrived_at, left_at, attended_minutes, reason, recorded_by, recorded_at,
                                        organization_id, id, session_id, episode_id, patient_id, site_id, version)
                values ($1, $2::timestamptz, $3::timestamptz, $4, $5::bytea, $6, $7, $8, $9, $10, $11, $12, $13, 1)
                """,
                [.. values, organization, id, session.Id, former.EpisodeId, former.PatientId, session.SiteId]);
        }
        else
        {
            write.ChangeOne(
                """
                update attendance set status = $1, arrived_at = $2::timestamptz, left_at = $3::timestamptz, attended_minutes = $4,
                    reason = $5::bytea, recorded_by = $6, recorded_at = $7, version = version + 1
                where id = $8 and version = $9
                """,
                [.. values, id, former.Version]);
        }

        return write
            .Add(
                """
                insert into attendance_history (status, arrived_at, left_at, attended_minutes, reason, recorded_by, recorded_at,
                                                organization_id, attendance_id, version, patient_id, site_id)
                values ($1, $2::timestamptz, $3::timestamptz, $4, $5::bytea, $6, $7, $8, $9, $10, $11, $12)
                """,
                [
                    .. Values(SchedulingFields.FormerReason.Seal($"{id}/{version}", attended.Reason)),
                    organization, id, version, former.PatientId, session.SiteId,
                ])
            .Audit("attendance", id, former.PatientId, new { session = session.Id, attended.Status })
            .Publish(new AttendanceRecorded
            {
                OrganizationId = organization,
                Version = version,
                OccurredAt = write.Now,
                AttendanceId = id,
                SessionId = session.Id,
                GroupId = session.GroupId,
                EpisodeId = former.EpisodeId,
                PatientId = former.PatientId,
                SiteId = session.SiteId,
                Kind = session.Kind,
                SessionStartsAt = session.StartsAt,
                SessionEndsAt = session.EndsAt,
                Status = attended.Status,
                ArrivedAt = attended.ArrivedAt,
                LeftAt = attended.LeftAt,
                AttendedMinutes = attended.AttendedMinutes,
                StaffId = session.StaffId,
            });
    }
}
