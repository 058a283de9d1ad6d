using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Alerts;

/// <summary>
/// Writes to the primary therapist when an alert is open that was not known to be, and takes the message back when the alert
/// closes before it has left.
/// </summary>
public sealed class NotifyOnEpisodeAlertChanged(TenantDatabase db) : IConsumer<EpisodeAlertChanged>
{
    public async Task Consume(ConsumeContext<EpisodeAlertChanged> context)
    {
        var alert = context.Message;
        var known = await db.QuerySingleAsync<KnownAlert>(
            "select open, version from alerts where id = $1", [alert.AlertId], context.CancellationToken);
        var write = db.Write();
        if (known is null || known.Version < alert.Version)
        {
            Keep(write, alert, known?.Version ?? 0);
            if (!alert.Open)
            {
                write.CancelQueued(await db.QueuedOfSourceAsync(alert.AlertId, context.CancellationToken));
            }
            else if (known is not { Open: true } && alert.PrimaryTherapistId is { } therapist)
            {
                write.Queue(Message(alert, therapist, write.Now));
            }

            write.Audit("episode-alert", alert.AlertId, alert.PatientId);
        }

        await write.CommitAsync(context.CancellationToken);
    }

    /// <summary>Breaks the change when another version was handled in between; it is then decided anew.</summary>
    private static void Keep(WriteBatch write, EpisodeAlertChanged alert, long seen) => write.ChangeOne(
        """
        insert into alerts (organization_id, id, site_id, open, version) values ($1, $2, $3, $4, $5)
        on conflict (organization_id, id) do update set open = excluded.open, version = excluded.version
        where alerts.version = $6
        """,
        alert.OrganizationId, alert.AlertId, alert.SiteId, alert.Open, alert.Version, seen);

    private static Outbound Message(EpisodeAlertChanged alert, Guid therapistId, DateTimeOffset now) =>
        Outbound.AtOnce(
            TemplateNames.StaffAlert, $"alert/{alert.AlertId}/{alert.Version}", alert.SiteId, alert.AlertId, now) with
        {
            StaffId = therapistId,
            EpisodeId = alert.EpisodeId,
        };

    private sealed record KnownAlert(bool Open, long Version);
}
