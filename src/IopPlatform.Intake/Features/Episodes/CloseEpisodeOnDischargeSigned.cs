using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Episodes;

/// <summary>
/// Closes the episode when its discharge is signed. An episode is stored before anybody hears of it, so an unknown one is
/// not ours; a closed one stays as it was closed.
/// </summary>
public sealed partial class CloseEpisodeOnDischargeSigned(TenantDatabase db, ILogger<CloseEpisodeOnDischargeSigned> logger)
    : IConsumer<DischargeSigned>
{
    public async Task Consume(ConsumeContext<DischargeSigned> context)
    {
        var discharge = context.Message;
        var write = db.Write();
        var episode = await EpisodeRow.FindAsync(db, discharge.EpisodeId, context.CancellationToken);
        if (episode is null) LogUnknown(discharge.EpisodeId, discharge.DischargeId);
        if (episode is { ClosedOn: null }) Close(write, episode, discharge);
        await write.CommitAsync(context.CancellationToken);
    }

    private static void Close(WriteBatch write, EpisodeRow episode, DischargeSigned discharge) => write
        .ChangeOne(
            "update episodes set closed_on = $3, close_reason = $4, version = version + 1 where id = $1 and version = $2",
            episode.Id, episode.Version, discharge.DischargedOn, discharge.Reason)
        .Audit("episode", episode.Id, episode.PatientId, new { reason = discharge.Reason })
        .Publish(new EpisodeClosed
        {
            OrganizationId = discharge.OrganizationId,
            Version = episode.Version + 1,
            OccurredAt = write.Now,
            EpisodeId = episode.Id,
            PatientId = episode.PatientId,
            SiteId = episode.SiteId,
            DischargedOn = discharge.DischargedOn,
            Reason = discharge.Reason,
        });

    [LoggerMessage(LogLevel.Warning, "Discharge {DischargeId} names episode {EpisodeId}, which this organization does not have")]
    private partial void LogUnknown(Guid episodeId, Guid dischargeId);
}
