using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Grains;
using IopPlatform.ProgramState.Streaming;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ProgramState.Features.Sites;

public static class GetSiteBoard
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sites/{id:guid}/board", HandleAsync)
        .WithName(nameof(GetSiteBoard))
        .WithTags("Sites")
        .WithSummary("A site now: census, who is here, sessions, open alerts. It holds no names.")
        .WithDescription(
            "With `Accept: text/event-stream`, events named `state` with the whole board, until the token ends. "
            + "With `asOf`, the board as it was recorded by that time.")
        .RequireRoles(Roles.Staff)
        .Audited("board.watch")
        .ReadsNoChart("Counts, and who is here by episode, without names; a stream of it is audited as such.")
        .Produces<BoardView>(200, "application/json", "text/event-stream")
        .ProducesProblem(400)
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id,
        DateTimeOffset? asOf,
        HttpContext http,
        TenantDatabase db,
        IGrainFactory grains,
        LiveStream stream,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var isStream = LiveStream.IsWanted(http.Request);
        if (AsOf.Problem(asOf, isStream, time) is { } problem) return problem;
        if (await SiteZones.ReadAsync(db, id, asOf, cancellationToken) is not { } site) return Problems.NotFound("site");
        if (asOf is { } at) return TypedResults.Ok(await ReadAsOfAsync(db, site, at, cancellationToken));

        var grain = grains.GetGrain<ISiteBoardGrain>(id, db.Caller.OrganizationId.ToString());
        if (await grain.GetAsync() is not { } view) return Problems.NotFound("site");
        if (!isStream) return TypedResults.Ok(view);

        await StreamAudit.AroundAsync(db, "site", id, null, () => stream.RunAsync(
            http,
            Streamed(view),
            grain.SubscribeAsync,
            async () => await grain.GetAsync() is { } next ? Streamed(next) : null));
        return TypedResults.Empty;
    }

    private static async Task<BoardView> ReadAsOfAsync(
        TenantDatabase db, SiteName site, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = await JournalRow.ReadSiteAsync(db, site.SiteId, at, cancellationToken);
        var newest = await db.QueryAsync<DateTimeOffset?>(
            "select max(recorded_at) from journal where site_id = $1 and recorded_at <= $2", [site.SiteId, at], cancellationToken);
        return BoardProjection.View(
            site, [.. rows.GroupBy(row => row.EpisodeId).Select(Entry)], newest[0] ?? DateTimeOffset.UnixEpoch, at);
    }

    private static BoardEntry Entry(IGrouping<Guid, JournalRow> journal)
    {
        var state = JournalRow.Fold(journal);
        return BoardEntry.Of(journal.Key, state.Facts, state.Version, state.RecordedAt, journal.Last().OpenAlerts);
    }

    private static StreamedState Streamed(BoardView view) => new(view.Version, view, view with { AsOf = default });
}
