using IopPlatform.Instruments;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Grains;
using IopPlatform.ProgramState.Streaming;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ProgramState.Features.Episodes;

public static class GetEpisode
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{id:guid}", HandleAsync)
        .WithName(nameof(GetEpisode))
        .WithTags("Episodes")
        .WithSummary("The live state of an episode.")
        .WithDescription(
            "With `Accept: text/event-stream`, events named `state` with the whole state and id = version, until the token ends. "
            + "With `asOf`, the state as it was recorded by that time. Patients read their own, without alerts.")
        .RequireRoles(
            Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager, Roles.IntakeCoordinator, Roles.Patient)
        .Audited("episode.watch")
        .ReadsChart("episode")
        .Produces<EpisodeView>(200, "application/json", "text/event-stream")
        .ProducesProblem(400)
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id,
        DateTimeOffset? asOf,
        HttpContext http,
        TenantDatabase db,
        EpisodeReach reach,
        ChartReads reads,
        IGrainFactory grains,
        LiveStream stream,
        InstrumentCatalogs instruments,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var isStream = LiveStream.IsWanted(http.Request);
        if (AsOf.Problem(asOf, isStream, time) is { } problem) return problem;

        // Row-level security decides on the episode as it is placed now, also for the past.
        if (await reach.FindAsync(db.Caller, id, cancellationToken) is not { } reached) return Problems.NotFound("episode");

        await reads.RecordAsync(reached.PatientId, "episode", cancellationToken);
        var grain = grains.GetGrain<IEpisodeGrain>(id, db.Caller.OrganizationId.ToString());
        var view = Shown(
            asOf is { } at ? await ReadAsOfAsync(db, instruments, id, at, cancellationToken) : await grain.GetAsync(reached.Version), db.Caller);
        if (view is null) return Problems.NotFound(asOf is null ? "episode" : "episode at that time");
        if (!isStream) return TypedResults.Ok(view);

        await WatchAsync(http, db, stream, view, grain);
        return TypedResults.Empty;
    }

    private static async Task<EpisodeView?> ReadAsOfAsync(
        TenantDatabase db, InstrumentCatalogs instruments, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rows = await JournalRow.ReadAsync(db, id, at, cancellationToken);
        if (rows.Count == 0) return null;

        var state = JournalRow.Fold(rows);
        var site = await SiteZones.ReadAsync(db, state.Facts.SiteId, at, cancellationToken);
        var calendar = new SiteCalendar(site?.TimeZone ?? state.Facts.ScheduleTimeZone);
        return EpisodeProjection.View(id, state.Facts, state.Version, at, calendar, instruments.Of(db.Caller.OrganizationId));
    }

    private static Task WatchAsync(
        HttpContext http, TenantDatabase db, LiveStream stream, EpisodeView view, IEpisodeGrain grain) =>
        StreamAudit.AroundAsync(db, "episode", view.EpisodeId, view.PatientId, () => stream.RunAsync(
            http,
            Streamed(view),
            grain.SubscribeAsync,
            async () => Shown(await grain.GetAsync(), db.Caller) is { } next ? Streamed(next) : null));

    private static EpisodeView? Shown(EpisodeView? view, Caller caller) => caller.PatientId is null ? view : view?.ForPatient();

    private static StreamedState Streamed(EpisodeView view) => new(view.Version, view, view with { AsOf = default });
}
