using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Episodes;

/// <summary>The episodes within the caller's sites, the newest first. It shows no names and no clinical facts.</summary>
public static class ListEpisodes
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes", HandleAsync)
        .WithName(nameof(ListEpisodes))
        .WithTags("Episodes")
        .WithSummary("Lists episodes, the newest first; a patient their own.")
        .RequireRoles([.. Roles.Staff, Roles.Patient])
        .Audited("episode.list")
        .ReadsChart("episodes")
        .OpensInEmergency()
        .Produces<Page<EpisodeDetails>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, Guid? patientId, string? status, string? cursor, int? limit, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        if (status is not null && !Codes.EpisodeStatuses.Contains(status))
            return Problems.Field("status", $"This must be {Codes.List(Codes.EpisodeStatuses)}.");
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");

        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<EpisodeRow>(
            $"""
            select {EpisodeRow.Columns} from episodes
            where ($1::uuid is null or site_id = $1) and ($2::text is null or (closed_on is null) = ($2 = 'open'))
              and ($3::timestamptz is null or (opened_at, id) < ($3, $4::uuid))
              and ($6::uuid is null or patient_id = $6)
            order by opened_at desc, id desc limit $5
            """,
            [siteId, status, after?.At, after?.Id, size + 1, patientId],
            cancellationToken);
        var page = Cursor.Cut(
            [.. rows.Select(EpisodeDetails.Of)], size, episode => TimeCursor.Of(episode.OpenedAt, episode.Id));
        await reads.RecordAsync(page.Items.Select(episode => episode.PatientId), "episodes", cancellationToken);
        return TypedResults.Ok(page);
    }
}
