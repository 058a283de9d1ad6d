using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Notifications.Features.Notifications;

/// <summary>Reads what decides whether a message leaves, at the moment when it is due.</summary>
internal static class SendFactsQueries
{
    private const string Facts =
        """
        select n.template, n.state, n.site_id, n.patient_id, n.tells_at, n.due_at, n.expires_at, n.created_at,
            n.attempts, n.claimed_at, n.version,
            s.time_zone, coalesce(nullif(s.phone, ''), nullif(o.support_phone, '')) as phone,
            p.name, coalesce(w.language, p.language) as language,
            case
                when n.patient_id is not null then nullif(c.email, '')
                when t.active then nullif(t.email, '')
            end as address,
            (t.id is not null or c.patient_id is not null) as address_known,
            c.preferred_channel,
            coalesce(w.session_reminders, true) as session_reminders,
            coalesce(w.follow_up_messages, true) as follow_up_messages,
            exists (select from closed_episodes e
                where e.organization_id = n.organization_id and e.id = n.episode_id) as closed,
            exists (select from closed_episodes e
                where e.organization_id = n.organization_id and e.patient_id = n.patient_id and e.died) as died,
            exists (select from completed_follow_ups f
                where f.organization_id = n.organization_id and f.id = n.source_id) as done,
            exists (select from inbox i where i.organization_id = n.organization_id and i.message_id = $2) as handled
        from notifications n
        left join organizations o on o.organization_id = n.organization_id
        left join sites s on s.organization_id = n.organization_id and s.id = n.site_id
        left join patients p on p.organization_id = n.organization_id and p.id = n.patient_id
        left join contact_points c on c.organization_id = n.organization_id and c.patient_id = n.patient_id
        left join preferences w on w.organization_id = n.organization_id and w.patient_id = n.patient_id
        left join staff t on t.organization_id = n.organization_id and t.id = n.staff_id
        where n.id = $1
        """;

    public static Task<SendFacts?> SendFactsAsync(
        this TenantDatabase db, Guid notificationId, Guid commandId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<SendFacts>(Facts, [notificationId, commandId], cancellationToken);

    /// <summary>Of a patient; none for messages to staff, who are not asked.</summary>
    public static async Task<IReadOnlyList<ContactConsent>> ContactConsentsAsync(
        this TenantDatabase db, Guid? patientId, CancellationToken cancellationToken) =>
        patientId is { } patient
            ? await db.QueryAsync<ContactConsent>(
                "select active, expires_on from contact_consents where patient_id = $1", [patient], cancellationToken)
            : [];
}
