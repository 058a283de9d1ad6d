using System.Globalization;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Web.Design;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Today;

/// <param name="AreMine">Of a therapist's day the sessions are their own; of everybody else's, the site's.</param>
/// <param name="Missing">Who is expected in a session that runs, and has not been seen.</param>
/// <param name="Next">The next session of today.</param>
/// <param name="NextDay">When today has none: the next day that has.</param>
internal sealed record TodaysWork(
    IReadOnlyList<SessionRow> Sessions, bool AreMine, IReadOnlyList<(SessionDetails Session, RosterRow Row)> Missing, IReadOnlyList<OwedWork> Owed,
    IReadOnlyList<BoardAlert> Alerts, SessionRow? Next, DateOnly? NextDay);

/// <summary>One thing that is due: why, whose, until when, and where it is done. It is derived from facts and vanishes with them.</summary>
internal sealed record OwedWork(string State, StatusTone Tone, string Who, string Why, string When, string Href, DateTimeOffset Due);

/// <summary>Reads what a person's day is made of: safety first, then by due time.</summary>
internal sealed class ReadToday(GatewayApi api, Person person, Moments moments, IStringLocalizer<Words> words)
{
    private const int ListMax = 100;

    public async Task<TodaysWork> ForAsync(SiteOfMe site, int daysAhead, CancellationToken cancellationToken)
    {
        var today = moments.Today(site.TimeZone);
        var sessions = api.GetAsync<Page<SessionRow>>(
            $"/api/scheduling/sessions?siteId={site.Id}&from={Date(today)}&to={Date(today.AddDays(daysAhead))}&limit={ListMax}", cancellationToken);
        var board = api.GetAsync<SiteBoard>($"/api/program-state/sites/{site.Id}/board", cancellationToken);
        var owed = person.Is(Roles.Clinicians) ? OwedAsync(site, cancellationToken) : ReferralsAsync(site, cancellationToken);
        var areMine = person.Is(Roles.Therapist);
        var mine = (await sessions).Items.Where(session => !areMine || session.StaffId == person.Id).OrderBy(session => session.StartsAt).ToList();
        var ofToday = mine.Where(session => DayOf(session, site) == today).ToList();
        return new TodaysWork(
            ofToday,
            areMine,
            await MissingAsync(ofToday, cancellationToken),
            await owed,
            (await board).OpenAlerts,
            ofToday.FirstOrDefault(session => !session.Canceled && session.StartsAt > moments.Now),
            mine.Select(session => (DateOnly?)DayOf(session, site)).FirstOrDefault(day => day > today));
    }

    private async Task<IReadOnlyList<(SessionDetails, RosterRow)>> MissingAsync(
        IReadOnlyList<SessionRow> sessions, CancellationToken cancellationToken)
    {
        var running = sessions.Where(session => !session.Canceled && session.StartsAt <= moments.Now && moments.Now < session.EndsAt);
        var details = await Task.WhenAll(
            running.Select(session => api.GetAsync<SessionDetails>($"/api/scheduling/sessions/{session.Id}", cancellationToken)));
        return [.. details.SelectMany(session => session.Roster.Where(row => row.Status == "expected").Select(row => (session, row)))];
    }

    private async Task<IReadOnlyList<OwedWork>> OwedAsync(SiteOfMe site, CancellationToken cancellationToken)
    {
        var safety = api.GetAsync<Page<SafetyTaskRow>>($"/api/clinical-notes/safety-tasks?status=open&siteId={site.Id}&limit={ListMax}", cancellationToken);
        var drafts = api.GetAsync<Page<NoteRow>>($"/api/clinical-notes/notes?status=draft&siteId={site.Id}&limit={ListMax}", cancellationToken);
        var cosigns = person.Is(Roles.MedicalDirector)
            ? api.GetAsync<Page<NoteRow>>($"/api/clinical-notes/notes?status=awaiting-cosign&siteId={site.Id}&limit={ListMax}", cancellationToken)
            : Task.FromResult(new Page<NoteRow>([], null));
        return
        [
            .. (await safety).Items.OrderBy(task => task.AcknowledgeBy).Select(task => new OwedWork(
                words["Safety"], StatusTone.Overdue, task.PatientName ?? words["A patient"], words["safety answer, {0}", words["risk " + task.Level]],
                words["by {0}", moments.DayAndTime(task.AcknowledgeBy, site.TimeZone)], $"/patients/{task.PatientId}", task.AcknowledgeBy)),
            .. (await drafts).Items.Where(note => note.AuthorId == person.Id).Concat((await cosigns).Items).OrderBy(note => note.DueAt)
                .Select(note => new OwedWork(
                    note.DueAt < moments.Now ? words["Overdue"] : words["Due"],
                    note.DueAt < moments.Now ? StatusTone.Overdue : StatusTone.Due,
                    note.PatientName ?? words["A patient"],
                    note.Status == "draft" ? words["note to sign"] : words["note to cosign"],
                    words["by {0}", moments.DayAndTime(note.DueAt, site.TimeZone)], $"/notes?note={note.Id}", note.DueAt)),
        ];
    }

    private async Task<IReadOnlyList<OwedWork>> ReferralsAsync(SiteOfMe site, CancellationToken cancellationToken)
    {
        if (!person.Is(PageRoles.Referrals)) return [];
        var waiting = await api.GetAsync<Page<ReferralRow>>($"/api/intake/referrals?status=received&siteId={site.Id}&limit={ListMax}", cancellationToken);
        return
        [
            .. waiting.Items.OrderBy(referral => Urgency.Rank(referral.Urgency)).ThenBy(referral => referral.ReceivedAt).Select(referral => new OwedWork(
                words["urgency " + referral.Urgency], Urgency.ToneOf(referral.Urgency), $"{referral.FamilyName}, {referral.GivenName}",
                words["waits for the first assessment"], words["for {0}", moments.Ago(referral.ReceivedAt)], $"/referrals?referral={referral.Id}",
                referral.ReceivedAt)),
        ];
    }

    private static DateOnly DayOf(SessionRow session, SiteOfMe site) => DateOnly.FromDateTime(Moments.At(session.StartsAt, site.TimeZone).DateTime);

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal static class Urgency
{
    public static int Rank(string urgency) => urgency switch { "emergent" => 0, "urgent" => 1, _ => 2 };

    public static StatusTone ToneOf(string urgency) => urgency switch
    {
        "emergent" => StatusTone.Overdue,
        "urgent" => StatusTone.Due,
        _ => StatusTone.Waiting,
    };
}
