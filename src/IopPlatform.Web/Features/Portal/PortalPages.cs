using System.Globalization;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IopPlatform.Web.Features.Portal;

/// <summary>
/// The patient's own pages: plain documents and forms, without a script, so that they work on a weak phone. Role: patient. After a
/// form the browser is sent to a page, so that reloading sends nothing twice.
/// </summary>
internal static class PortalPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var patient = new AuthorizeAttribute { Roles = Roles.Patient };
        app.MapGet("/portal", TodayAsync).RequireAuthorization(patient);
        app.MapPost("/portal/check-in", CheckInAsync).RequireAuthorization(patient);
        WeeklyCheckInPages.Map(app, patient);
        PlanPages.Map(app, patient);
    }

    /// <summary>What a page that could not be shown, or a form that was refused, answers with.</summary>
    public static int StatusOf(Trouble? trouble) => trouble switch
    {
        null => StatusCodes.Status200OK,
        Trouble.SessionEnded => StatusCodes.Status401Unauthorized,
        Trouble.NotFound => StatusCodes.Status404NotFound,
        Trouble.Away => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    private static async Task<RazorComponentResult> TodayAsync(
        GatewayApi api, Person person, Moments moments, string? done, CancellationToken cancellationToken)
    {
        try
        {
            return Show(await new ReadPortal(api, person, moments).ForTodayAsync(cancellationToken), null, done);
        }
        catch (ApiException exception)
        {
            return Show(null, exception, done);
        }
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult>> CheckInAsync(
        GatewayApi api, Person person, Moments moments, [FromForm] Guid session, [FromForm] Guid episode, CancellationToken cancellationToken)
    {
        try
        {
            await api.PostAsync<CheckedIn>($"/api/scheduling/sessions/{session}/check-ins", new { episodeId = episode }, null, cancellationToken);
            return TypedResults.LocalRedirect("/portal?done=check-in");
        }
        catch (ApiException exception)
        {
            PortalToday? today = null;
            if (exception.Trouble is Trouble.Refused or Trouble.NotFound)
            {
                today = await new ReadPortal(api, person, moments).ForTodayAsync(cancellationToken);
            }

            return Show(today, exception, done: null);
        }
    }

    private static RazorComponentResult Show(PortalToday? today, ApiException? failure, string? done) => new(
        typeof(PortalTodayPage),
        new Dictionary<string, object?>
        {
            [nameof(PortalTodayPage.Shown)] = today,
            [nameof(PortalTodayPage.Failure)] = failure,
            [nameof(PortalTodayPage.HasCheckedIn)] = done == "check-in",
        })
    {
        StatusCode = StatusOf(failure?.Trouble),
    };
}

/// <param name="Sessions">This week's and the next week's, that are not over.</param>
/// <param name="CheckIn">Null before the admission, and where the organization does not use it.</param>
internal sealed record PortalToday(PortalPatient Patient, IReadOnlyList<WeekSession> Week, IReadOnlyList<WeekSession> Sessions, WeeklyCheckIn? CheckIn)
{
    public WeekSession? Next => Sessions is [var first, ..] ? first : null;
}

/// <param name="Clinic">The patient's site; null when it is not known.</param>
/// <param name="State">Null before the admission.</param>
internal sealed record PortalPatient(Guid Id, string Name, SiteRow? Clinic, EpisodeState? State)
{
    public string Zone => State?.TimeZone ?? Clinic?.TimeZone ?? "Etc/UTC";
}

internal sealed class ReadPortal(GatewayApi api, Person person, Moments moments)
{
    public async Task<PortalPatient> PatientAsync(CancellationToken cancellationToken)
    {
        var me = await person.ReadAsync(cancellationToken);
        var sites = await api.GetAsync<Page<SiteRow>>("/api/identity/sites", cancellationToken);
        var patient = await api.GetAsync<PatientDetails>($"/api/intake/patients/{me.PatientId}", cancellationToken);
        var mine = await api.GetAsync<Page<EpisodeRow>>("/api/intake/episodes?status=open&limit=1", cancellationToken);
        return new PortalPatient(
            patient.Id,
            patient.PreferredName ?? patient.GivenName,
            sites.Items.FirstOrDefault(site => site.Id == patient.SiteId),
            mine.Items is [var episode, ..] ? await api.GetAsync<EpisodeState>($"/api/program-state/episodes/{episode.Id}", cancellationToken) : null);
    }

    public async Task<PortalToday> ForTodayAsync(CancellationToken cancellationToken)
    {
        var patient = await PatientAsync(cancellationToken);
        if (patient.State is not { } state) return new PortalToday(patient, [], [], CheckIn: null);
        var monday = Moments.MondayOf(moments.Today(state.TimeZone));
        var week = await WeekAsync(state.EpisodeId, monday, cancellationToken);
        var next = await WeekAsync(state.EpisodeId, monday.AddDays(7), cancellationToken);
        return new PortalToday(
            patient, week, [.. week.Concat(next).Where(session => session.EndsAt > moments.Now).OrderBy(session => session.StartsAt)],
            await new ReadWeeklyCheckIn(api, moments).ForAsync(patient, cancellationToken));
    }

    private async Task<IReadOnlyList<WeekSession>> WeekAsync(Guid episode, DateOnly monday, CancellationToken cancellationToken)
    {
        var plan = await api.FindAsync<WeekPlan>(
            $"/api/scheduling/episodes/{episode}/weeks/{monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", cancellationToken);
        return plan is null ? [] : [.. plan.Sessions.Where(session => !session.Canceled)];
    }
}
