using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Notifications.Sending;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Disclosures;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;

namespace IopPlatform.Notifications.Features.Notifications;

/// <summary>
/// Sends a message that has fallen due. The row is claimed (state sending) and committed before the conversation with
/// the mail server, and marked after it. When the process dies in between, nobody can know whether the server took the
/// message: after the lease it is sent again with the same Message-Id, by which mail systems recognize the second copy.
/// A message is never lost, and doubled only by a crash in that moment.
/// A message to a patient leaves only with Intake's permission of that moment, which is logged there; while Intake cannot be
/// asked, it waits.
/// </summary>
public sealed partial class SendQueuedOnSendNotification(
    TenantDatabase db, TenantDatabases databases, SmtpChannel smtp, DisclosureClient disclosures,
    ILogger<SendQueuedOnSendNotification> logger)
    : IConsumer<SendNotification>
{
    public async Task Consume(ConsumeContext<SendNotification> context)
    {
        var id = context.Message.NotificationId;
        var cancellationToken = context.CancellationToken;
        var write = db.Write();
        if (await db.SendFactsAsync(id, context.MessageId!.Value, cancellationToken) is not { } facts)
        {
            await write.CommitAsync(cancellationToken);
            return;
        }

        var consents = await db.ContactConsentsAsync(facts.PatientId, cancellationToken);
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
                await write.PutOff(id, facts.Version, decision.LaterAt!.Value).CommitAsync(cancellationToken);
                break;
            case SendVerdict.Cancel:
                await write.Canceled(id, facts).CommitAsync(cancellationToken);
                break;
            case SendVerdict.NoConsent:
                await write.GivenUp(id, facts.PatientId, facts.Version, "no-consent").CommitAsync(cancellationToken);
                break;
            case SendVerdict.NoAddress:
                await write.GivenUp(id, facts.PatientId, facts.Version, "no-address").CommitAsync(cancellationToken);
                break;
            case SendVerdict.Expired:
                await write.GivenUp(id, facts.PatientId, facts.Version, "expired").CommitAsync(cancellationToken);
                break;
            case SendVerdict.Send when facts.PatientId is { } patientId:
                await AskAndSendAsync(context, write, facts, patientId);
                break;
            case SendVerdict.Send:
                await SendAsync(context, write, facts, disclosureId: null);
                break;
        }
    }

    /// <summary>The consents that this service keeps may be behind; what Intake says counts.</summary>
    private async Task AskAndSendAsync(
        ConsumeContext<SendNotification> context, WriteBatch write, SendFacts facts, Guid patientId)
    {
        var id = context.Message.NotificationId;
        var answer = await disclosures.AskAsync(
            PatientDisclosure.Of(write.Caller.OrganizationId, id, patientId, facts.Address!), context.CancellationToken);
        if (answer.Permitted)
        {
            await SendAsync(context, write, facts, answer.DisclosureId);
        }
        else if (DisclosureRules.IsForNow(answer.Rule))
        {
            LogWaits(id, answer.Rule);
            var next = write.Now + SendDecision.AsksAgainAfter(facts.Attempts + 1);
            await write.WaitsForDecision(id, facts, next < facts.ExpiresAt ? next : facts.ExpiresAt).CommitAsync(context.CancellationToken);
        }
        else
        {
            await write.GivenUp(id, patientId, facts.Version, "no-consent").CommitAsync(context.CancellationToken);
        }
    }

    private async Task SendAsync(
        ConsumeContext<SendNotification> context, WriteBatch write, SendFacts facts, Guid? disclosureId)
    {
        var id = context.Message.NotificationId;
        var claimed = await ClaimAsync(id, facts.Version, context.CancellationToken);
        var text = MessageTexts.Render(
            facts.Template,
            facts.Language,
            new MessageFacts(facts.Name, facts.Phone, facts.TimeZone, facts.TellsAt, write.Now));
        var outcome = await smtp.SendAsync(new Mail(id, facts.Address!, text, write.Now), context.CancellationToken);
        await Failpoints.ReachedAsync(FailpointNames.SentNotMarked);
        switch (outcome)
        {
            case SmtpOutcome.Accepted:
                // From here on stopping would double the message, so the mark is not given up with the process's stop.
                await MarkAsync(write, mark => mark.Sent(id, facts.PatientId, claimed, disclosureId), CancellationToken.None);
                break;
            case SmtpOutcome.Refused:
                LogRefused(id);
                await MarkAsync(write, mark => mark.GivenUp(id, facts.PatientId, claimed, "refused-by-server"), CancellationToken.None);
                break;
            case SmtpOutcome.Unavailable:
                var attempts = facts.Attempts + 1;
                LogPutOff(id, attempts);
                var next = write.Now + SendDecision.Backoff(attempts);
                await MarkAsync(
                    write,
                    mark => mark
                        .PutOff(id, claimed, next < facts.ExpiresAt ? next : facts.ExpiresAt)
                        .Audit("notification", id, facts.PatientId, new { outcome = "put-off", attempts }),
                    context.CancellationToken);
                break;
        }
    }

    /// <summary>
    /// Commits what came of the claim. A second copy of the same message, handled meanwhile, may have written the inbox row
    /// already (it found the sending in hand); the mark is this copy's duty all the same, guarded by the claimed version.
    /// </summary>
    private async Task MarkAsync(WriteBatch write, Func<WriteBatch, WriteBatch> mark, CancellationToken cancellationToken)
    {
        try
        {
            await mark(write).CommitAsync(cancellationToken);
        }
        catch (DuplicateMessageException)
        {
            await mark(databases.For(db.Caller, "notification.mark").Write()).CommitAsync(cancellationToken);
        }
    }

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
                set state = 'sending', waits_for = null, claimed_at = $3, attempts = attempts + 1, version = version + 1
                where id = $1 and version = $2
                """,
                id, version, write.Now)
            .CommitAsync(cancellationToken);
        return version + 1;
    }

    [LoggerMessage(LogLevel.Warning, "{NotificationId} waits for Intake's decision on its disclosure: {Rule}")]
    private partial void LogWaits(Guid notificationId, string rule);

    [LoggerMessage(LogLevel.Warning, "The mail server refused notification {NotificationId} for good")]
    private partial void LogRefused(Guid notificationId);

    [LoggerMessage(LogLevel.Warning, "The mail server is away; {NotificationId} is put off after {Attempts} attempts")]
    private partial void LogPutOff(Guid notificationId, int attempts);
}
