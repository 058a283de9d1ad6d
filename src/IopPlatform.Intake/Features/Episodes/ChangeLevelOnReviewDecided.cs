using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Episodes;

/// <summary>
/// Changes the episode's level of care when a review steps up or down. The newest decision wins, in whatever order they come;
/// a closed episode stays as it is.
/// </summary>
public sealed class ChangeLevelOnReviewDecided(TenantDatabase db) : IConsumer<ReviewDecided>
{
    /// <summary>Whether the decision changes the level of this episode.</summary>
    public static bool Applies(EpisodeRow episode, ReviewDecided review) =>
        review.Decision is "step-up" or "step-down"
        && episode.ClosedOn is null
        && review.OccurredAt > episode.LevelDecidedAt
        && review.LevelOfCare != episode.LevelOfCare
        && LevelsOfCare.FromCode(review.LevelOfCare) is not null;

    public async Task Consume(ConsumeContext<ReviewDecided> context)
    {
        var review = context.Message;
        var write = db.Write();
        if (await EpisodeRow.FindAsync(db, review.EpisodeId, context.CancellationToken) is { } episode && Applies(episode, review))
            Change(write, episode, review);
        await write.CommitAsync(context.CancellationToken);
    }

    private static void Change(WriteBatch write, EpisodeRow episode, ReviewDecided review)
    {
        var changed = episode with
        {
            LevelOfCare = review.LevelOfCare,
            LevelDecidedAt = review.OccurredAt,
            Version = episode.Version + 1,
        };
        write
            .ChangeOne(
                "update episodes set level_of_care = $3, level_decided_at = $4, version = version + 1 where id = $1 and version = $2",
                episode.Id, episode.Version, changed.LevelOfCare, changed.LevelDecidedAt)
            .Audit("episode", episode.Id, episode.PatientId, new { level = changed.LevelOfCare, decision = review.Decision })
            .Publish(changed.ToEvent(review.OrganizationId, write.Now));
    }
}
