using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Features.GroupNotes;

/// <summary>One episode's recorded attendance at a session, with what a note about it needs.</summary>
internal sealed record Participant(
    Guid SessionId,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Kind,
    DateTimeOffset SessionStartsAt,
    DateTimeOffset SessionEndsAt,
    string Status,
    int AttendedMinutes,
    Guid? StaffId,
    string? GivenName,
    string? FamilyName,
    string? PreferredName,
    string TimeZone,
    bool ChartIsOpen)
{
    public bool WasPresent => Status is "attended" or "partial";

    /// <summary>Checked in, but when the patient left is not recorded yet.</summary>
    public bool IsUnfinished => Status == "checked-in";

    public string NoteType => Kind is "individual" or "family" ? "individual" : "group";

    public PatientName? Name => GivenName is null || FamilyName is null ? null : new(GivenName, FamilyName, PreferredName);
}

internal static class Participants
{
    public static Task<IReadOnlyList<Participant>> ParticipantsAsync(
        this TenantDatabase db, Guid sessionId, CancellationToken cancellationToken) =>
        db.QueryAsync<Participant>(
            """
            select distinct on (a.episode_id) a.session_id, a.episode_id, a.patient_id, a.site_id, a.kind, a.session_starts_at,
                a.session_ends_at, a.status, a.attended_minutes, a.staff_id, p.given_name, p.family_name, p.preferred_name,
                coalesce(s.time_zone, $2) as time_zone, e.admitted_version is not null as chart_is_open
            from attendance a
            left join patients p on p.organization_id = a.organization_id and p.id = a.patient_id
            left join sites s on s.organization_id = a.organization_id and s.id = a.site_id
            left join episodes e on e.organization_id = a.organization_id and e.id = a.episode_id
            where a.session_id = $1
            order by a.episode_id, a.version desc, a.id
            """,
            [sessionId, SiteTime.UnknownZone],
            cancellationToken);

    public static Task<bool> IsScheduledAsync(this TenantDatabase db, Guid sessionId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<bool>(
            "select exists (select from scheduled_sessions where session_id = $1 and not canceled)",
            [sessionId],
            cancellationToken);

    /// <summary>Name and credential, as they stand in a note.</summary>
    public static async Task<string> LeaderAsync(this TenantDatabase db, Guid staffId, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<string>(
            "select display_name || coalesce(', ' || credential, '') from staff where id = $1", [staffId], cancellationToken)
        ?? "the facilitator";
}
