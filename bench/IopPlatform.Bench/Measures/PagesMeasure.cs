using System.Net;
using IopPlatform.Bench.Load;
using IopPlatform.Bench.Pages;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using Microsoft.Playwright;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// How long until a page is usable in Debian's Chromium, beside a page that is nothing but a heading; what an open circuit holds in
/// memory; and, with 200 circuits and 5 browsers open, from the answer to a recorded attendance to its sight in another person's window.
/// </summary>
internal sealed class PagesMeasure(BenchContext context)
{
    private const int Loads = 9;
    private const int CircuitsWanted = 200;
    private const int Browsers = 5;
    private const int Changes = 200;
    private const int Episodes = 40;
    private const int OpenAtOnce = 4;
    private const double UsableMillisecondsMax = 1000;
    private const double LiveMillisecondsMax = 200;
    private const string LivePart = "data-version";
    private static readonly TimeSpan Rests = TimeSpan.FromSeconds(10);
    private int salt = 2_000_000;

    private Uri Origin => context.Platform.Gateway;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (local, who) = (context.Platform.Local, DemoSite.All[0].MedicalDirector);
        var cookies = await new SignIn(Origin, local.DemoTotpSeed, TimeProvider.System).ToPagesAsync(who, local.DemoPassword, cancellationToken);
        using var people = new People(Origin, local.DemoTotpSeed, TimeProvider.System, handler => handler, TimeSpan.Zero);
        var patients = await PatientsAsync(people.As(who, local.DemoPassword), cancellationToken);
        await using var windows = await BrowserWindows.StartAsync();
        await UsableAsync(await windows.OpenBrowserAsync(cookies, Origin), patients[0].Path, cancellationToken);
        await LiveAsync(windows, cookies, patients, cancellationToken);
    }

    private async Task<IReadOnlyList<Watched>> PatientsAsync(UserSession director, CancellationToken cancellationToken)
    {
        var booked = context.Writes.Bookings.DistinctBy(booking => booking.EpisodeId).ToDictionary(booking => booking.EpisodeId);
        var episodes = await director.ListAsync("/api/intake/episodes", cancellationToken);
        return
        [
            .. episodes.Where(episode => booked.ContainsKey(episode.Id("id"))).Take(Episodes)
                .Select(episode => new Watched($"/patients/{episode.Id("patientId")}", booked[episode.Id("id")])),
        ];
    }

    private async Task UsableAsync(IBrowserContext window, string patient, CancellationToken cancellationToken)
    {
        await using var bare = await StaticPage.StartAsync(cancellationToken);
        var page = await window.NewPageAsync();
        var beside = await MedianAsync(page, bare.Address);
        foreach (var (name, path) in new[]
        {
            ("today", "/today"), ("patients", "/patients"), ("patient", patient), ("referrals", "/referrals"), ("notes", "/notes"), ("board", "/board"),
        })
        {
            context.Report.Add(Figure.AtMost($"pages.{name}.usable", await MedianAsync(page, new Uri(Origin, path)), "ms", UsableMillisecondsMax, beside));
        }

        await page.CloseAsync();
    }

    /// <summary>After one that fills the browser's store, as on every day but the first.</summary>
    private static async Task<double> MedianAsync(IPage page, Uri address)
    {
        await BrowserWindows.UsableAsync(page, address);
        var times = new List<double>();
        for (var load = 0; load < Loads; load++) times.Add(await BrowserWindows.UsableAsync(page, address));
        return times.Order().ElementAt(Loads / 2);
    }

    private async Task LiveAsync(BrowserWindows windows, CookieCollection cookies, IReadOnlyList<Watched> patients, CancellationToken cancellationToken)
    {
        context.Writes.LeaveOut(patients.Select(patient => patient.Booking.EpisodeId));
        var before = WebBytes();
        var circuits = await OpenCircuitsAsync(cookies, patients, cancellationToken);
        await Task.Delay(Rests, cancellationToken);
        context.Report.Add(Figure.Plain("pages.circuit.memory", (WebBytes() - before) / 1e6 / circuits.Count, "MB"));

        var watching = new List<(IPage Page, Watched Patient)>();
        foreach (var patient in patients.Take(Browsers))
        {
            var page = await (await windows.OpenBrowserAsync(cookies, Origin)).NewPageAsync();
            await BrowserWindows.UsableAsync(page, new Uri(Origin, patient.Path));
            watching.Add((page, patient));
        }

        var visible = await ChangeAsync(watching, cancellationToken);
        context.Report.Add(Figure.AtLeast("pages.circuits", circuits.Count(circuit => circuit.IsOpen && circuit.Pictures > 0), "circuits", CircuitsWanted, 1));
        context.Report.Add(Figure.Plain("pages.live.p50", visible.At(0.50), "ms"));
        context.Report.Add(Figure.AtMost("pages.live.p95", visible.At(0.95), "ms", LiveMillisecondsMax));
        foreach (var circuit in circuits) await circuit.DisposeAsync();
    }

    private double WebBytes() => context.Processes.MemoryBytes()["web"];

    private async Task<IReadOnlyList<Circuit>> OpenCircuitsAsync(
        CookieCollection cookies, IReadOnlyList<Watched> patients, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        var header = string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        using var few = new SemaphoreSlim(OpenAtOnce);
        return await Task.WhenAll(Enumerable.Range(0, CircuitsWanted).Select(async number =>
        {
            await few.WaitAsync(cancellationToken);
            try
            {
                return await Circuit.OpenAsync(Origin, patients[number % patients.Count].Path, header, LivePart, http, cancellationToken);
            }
            finally
            {
                few.Release();
            }
        }));
    }

    private async Task<Latencies> ChangeAsync(IReadOnlyList<(IPage Page, Watched Patient)> watching, CancellationToken cancellationToken)
    {
        var visible = new Latencies();
        using var connection = await RawHttp.ConnectAsync(Origin, cancellationToken);
        for (var change = 0; change < Changes; change++)
        {
            var (page, patient) = watching[change % watching.Count];
            var seen = await BrowserWindows.ChangesAsync(page);
            await context.Writes.RecordAttendanceAsync(connection, patient.Booking, ++salt, cancellationToken, watched: true);
            var answered = TimeProvider.System.GetUtcNow();
            var at = await BrowserWindows.SeenAsync(page, seen);
            visible.Add(at > answered ? at - answered : TimeSpan.Zero);
        }

        return visible;
    }

    /// <param name="Path">Of the patient's page.</param>
    private sealed record Watched(string Path, Booking Booking);
}
