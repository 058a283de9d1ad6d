using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Outcomes.Domain;

/// <summary>One follow-up of an episode.</summary>
/// <param name="Kind">call, visit or self-report.</param>
/// <param name="DueOn">Day at the site.</param>
public sealed record FollowUpWanted(Guid EpisodeId, Guid PatientId, Guid SiteId, string Kind, DateOnly DueOn);

/// <summary>Plans follow-ups together with the message that tells that they are due.</summary>
public static class FollowUpPlanning
{
    /// <summary>The version of a follow-up that was only planned yet.</summary>
    public const long PlannedVersion = 1;

    /// <summary>The version it has once it is due. It is given out when the follow-up is planned, so it stays reserved.</summary>
    public const long DueVersion = 2;

    public static string DueKey(Guid followUpId) => $"follow-up/{followUpId}";

    /// <summary>Those which the episode does not have yet.</summary>
    public static async Task<IReadOnlyList<FollowUpWanted>> MissingAsync(
        this TenantDatabase db, Guid episodeId, IEnumerable<FollowUpWanted> wanted, CancellationToken cancellationToken)
    {
        var existing = await db.QueryAsync<ExistingFollowUp>(
            "select kind, due_on from follow_ups where episode_id = $1", [episodeId], cancellationToken);
        return [.. wanted.Distinct().Where(one => !existing.Contains(new ExistingFollowUp(one.Kind, one.DueOn)))];
    }

    /// <summary>The site's zone, or null while the site is unknown here.</summary>
    public static Task<string?> TimeZoneAsync(this TenantDatabase db, Guid siteId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<string>("select time_zone from sites where id = $1", [siteId], cancellationToken);

    public static WriteBatch Plan(this WriteBatch write, FollowUpWanted wanted, string? timeZone)
    {
        var id = Guid.CreateVersion7(write.Now);
        return write
            .Add(
                """
                insert into follow_ups (organization_id, id, episode_id, patient_id, site_id, kind, due_on, state, version)
                values ($1, $2, $3, $4, $5, $6, $7, 'planned', $8)
                """,
                write.Caller.OrganizationId, id, wanted.EpisodeId, wanted.PatientId, wanted.SiteId, wanted.Kind, wanted.DueOn,
                PlannedVersion)
            .PlanDue(id, wanted, timeZone);
    }

    /// <summary>Lets the notice come when the follow-up is due; replaces an earlier plan.</summary>
    public static WriteBatch PlanDue(this WriteBatch write, Guid id, FollowUpWanted wanted, string? timeZone)
    {
        var dueAt = FollowUpDays.DueAt(wanted.DueOn, timeZone, write.Now);
        return write.PublishWhenDue(DueKey(id), dueAt, new FollowUpDue
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = DueVersion,
            OccurredAt = dueAt,
            FollowUpId = id,
            EpisodeId = wanted.EpisodeId,
            PatientId = wanted.PatientId,
            SiteId = wanted.SiteId,
            Kind = wanted.Kind,
            DueOn = wanted.DueOn,
        });
    }

    private sealed record ExistingFollowUp(string Kind, DateOnly DueOn);
}
