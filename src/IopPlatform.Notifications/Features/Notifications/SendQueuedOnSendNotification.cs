using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Notifications.Domain;
using IopPlatform.Notifications.Sending;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Notifications;

/// <summary>
/// Sends a message that has fallen due. The row is claimed (state sending) and committed before the conversation with the mail
/// server, and marked after it. When the process dies in between, nobody can know whether the server took the message: after
/// the lease it is sent again with the same Message-Id, by which mail systems recognize the second copy. A message is never
/// lost, and doubled only by a crash in that moment.
/// </summary>
public sealed partial class SendQueuedOnSendNotification(
    TenantDatabase db, TenantDatabases databases, SmtpChannel smtp, ILogger<SendQueuedOnSendNotification> logger)
    : IConsumer<SendNotification>
{
    private const string LoadFacts =
        """
        select n.template, n.state, n.site_id, n.patient_id, n.tells_at, n.due_at, n.expires_at, n.created_at, n.attempts,
            n.claimed_at, n.version,
            s.time_zone, coalesce(nullif(s.phone, ''), nullif(o.support_phone, '')) as phone,
            p.name, coalesce(w.language, p.language) as language,
            case when n.patient_id is null then case when t.active then nullif(t.email, '') end else nullif(c.email, '') end as address,
            (t.id is not null or c.patient_id is not null) as address_known,
            c.preferred_channel,
            coalesce(w.session_reminders, true) as session_reminders,
            coalesce(w.follow_up_messages, true) as follow_up_messages,
            exists (select from closed_episodes e where e.organization_id = n.organization_id and e.id = n.episode_id) as closed,
            exists (select from closed_episodes e
                where e.organization_id = n.organization_id and e.patient_id = n.patient_id and e.died) as died,
            exists (select from completed_follow_ups f where f.organization_id = n.organization_id and f.id = n.source_id) as done
        from notifications n
        left join organizations o on o.organization_id = n.organization_id
        left join sites s on s.organization_id = n.organization_id and s.id = n.site_id
        left join patients p on p.organization_id = n.organization_id and p.id = n.patient_id
        left join contact_points c on c.organization_id = n.organization_id and c.patient_id = n.patient_id
        left join preferences w on w.organization_id = n.organization_id and w.patient_id = n.patient_id
        left join staff t on t.organization_id = n.organization_id and t.id = n.staff_id
        where n.id = $1
        """;

    public async Task Consume(ConsumeContext<SendNotification> context)
    {
        var id = context.Message.NotificationId;
        var cancellationToken = context.CancellationToken;
        var write = db.Write();
        if (await db.QuerySingleAsync<SendFacts>(LoadFacts, [id], cancellationToken) is not { } facts)
        {
            await write.CommitAsync(cancellationToken);
            return;
        }

        var consents = await ConsentsAsync(facts.PatientId, cancellationToken);
        var today = new SiteClock(facts.TimeZone).Date(write.Now);
        var decision = SendDecision.Decide(facts, consents, today, write.Now);
        var verdict = decision.Verdict == SendVerdict.Send && !SmtpChannel.IsAddress(facts.Address!)
            ? SendVerdict.NoAddress
            : decision.Verdict;
        switch (verdict)
        {
            case SendVerdict.Nothing:
                await write.CommitAsync(cancellationToken);
                break;
            case SendVerdict.InHand:
                await write.PlanSending(id, decision.LaterAt!.Value).CommitAsync(cancellationToken);
                break;
            case SendVerdict.Later:
                await Queued(write, id, facts.Version, decision.LaterAt!.Value).CommitAsync(cancellationToken);
                break;
            case SendVerdict.Cancel:
                await Canceled(write, id, facts).CommitAsync(cancellationToken);
                break;
            case SendVerdict.NoConsent:
                await GivenUp(write, id, facts.PatientId, facts.Version, "no-consent").CommitAsync(cancellationToken);
                break;
            case SendVerdict.NoAddress:
                await GivenUp(write, id, facts.PatientId, facts.Version, "no-address").CommitAsync(cancellationToken);
                break;
            case SendVerdict.Expired:
                await GivenUp(write, id, facts.PatientId, facts.Version, "expired").CommitAsync(cancellationToken);
                break;
            case SendVerdict.Send:
                await SendAsync(context, write, facts);
                break;
        }
    }

    private async Task SendAsync(ConsumeContext<SendNotification> context, WriteBatch write, SendFacts facts)
    {
        var id = context.Message.NotificationId;
        var claimed = await ClaimAsync(id, facts.Version, context.CancellationToken);
        var text = MessageTexts.Render(
            facts.Template,
            facts.Language,
            new MessageFacts(facts.Name, facts.Phone, facts.TimeZone, facts.TellsAt, write.Now));
        var outcome = await smtp.SendAsync(new Mail(id, facts.Address!, text, write.Now), context.CancellationToken);
        switch (outcome)
        {
            case SmtpOutcome.Accepted:
                // From here on stopping would double the message, so the mark is not given up with the process's stop.
                await Sent(write, id, facts.PatientId, claimed).CommitAsync(CancellationToken.None);
                break;
            case SmtpOutcome.Refused:
                LogRefused(id);
                await GivenUp(write, id, facts.PatientId, claimed, "refused-by-server").CommitAsync(CancellationToken.None);
                break;
            case SmtpOutcome.Unavailable:
                var attempts = facts.Attempts + 1;
                LogPutOff(id, attempts);
                var next = write.Now + SendDecision.Backoff(attempts);
                await Queued(write, id, claimed, next < facts.ExpiresAt ? next : facts.ExpiresAt)
                    .Audit("notification", id, facts.PatientId, new { outcome = "put-off", attempts })
                    .CommitAsync(context.CancellationToken);
                break;
        }
    }

    private async Task<IReadOnlyList<ContactConsent>> ConsentsAsync(Guid? patientId, CancellationToken cancellationToken) =>
        patientId is { } patient
            ? await db.QueryAsync<ContactConsent>(
                "select active, expires_on from contact_consents where patient_id = $1", [patient], cancellationToken)
            : [];

    /// <summary>
    /// Commits the claim on its own and without the message's inbox row, which only the end of the work may write.
    /// </summary>
    /// <returns>The row's version from now on.</returns>
    private async Task<long> ClaimAsync(Guid id, long version, CancellationToken cancellationToken)
    {
        var write = databases.For(db.Caller, "notification.claim").Write();
        await write
            .ChangeOne(
                """
                update notifications
                set state = 'sending', claimed_at = $3, attempts = attempts + 1, version = version + 1
                where id = $1 and version = $2
                """,
                id, version, write.Now)
            .CommitAsync(cancellationToken);
        return version + 1;
    }

    private static WriteBatch Queued(WriteBatch write, Guid id, long version, DateTimeOffset dueAt) => write
        .ChangeOne(
            "update notifications set state = 'queued', due_at = $3, version = version + 1 where id = $1 and version = $2",
            id, version, dueAt)
        .PlanSending(id, dueAt);

    private static WriteBatch Canceled(WriteBatch write, Guid id, SendFacts facts) => write
        .ChangeOne(
            "update notifications set state = 'canceled', version = version + 1 where id = $1 and version = $2", id, facts.Version)
        .Audit("notification", id, facts.PatientId, new { outcome = "canceled" });

    private static WriteBatch Sent(WriteBatch write, Guid id, Guid? patientId, long version) => write
        .ChangeOne(
            "update notifications set state = 'sent', sent_at = $3, version = version + 1 where id = $1 and version = $2",
            id, version, write.Now)
        .Audit("notification", id, patientId, new { outcome = "sent" })
        .Publish(new NotificationDelivered
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = version + 1,
            OccurredAt = write.Now,
            NotificationId = id,
            PatientId = patientId,
            Channel = "email",
        });

    private static WriteBatch GivenUp(WriteBatch write, Guid id, Guid? patientId, long version, string reason) => write
        .ChangeOne(
            "update notifications set state = 'failed', failure_reason = $3, version = version + 1 where id = $1 and version = $2",
            id, version, reason)
        .Audit("notification", id, patientId, new { outcome = "failed", reason })
        .Publish(new NotificationFailed
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = version + 1,
            OccurredAt = write.Now,
            NotificationId = id,
            PatientId = patientId,
            Channel = "email",
            Reason = reason,
        });

    [LoggerMessage(LogLevel.Warning, "The mail server refused notification {NotificationId} for good")]
    private partial void LogRefused(Guid notificationId);

    [LoggerMessage(LogLevel.Warning, "The mail server is away; notification {NotificationId} is put off after {Attempts} attempts")]
    private partial void LogPutOff(Guid notificationId, int attempts);
}
