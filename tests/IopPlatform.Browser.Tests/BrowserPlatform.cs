using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IopPlatform.AppHost;
using IopPlatform.AppHost.Local;
using IopPlatform.Browser.Tests;
using IopPlatform.Journeys;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Testing;
using IopPlatform.Testing.Otlp;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserPlatform))]

namespace IopPlatform.Browser.Tests;

/// <summary>
/// The whole platform with a few patients in care, and Debian's Chromium in front of it. Each person's sign-in is played once, by the
/// pages, and its cookies are lent to every window of theirs.
/// </summary>
public sealed class BrowserPlatform : IAsyncLifetime
{
    public const string Intake = "intake.newyork@harbor.example";
    public const string Therapist = "therapist1.newyork@harbor.example";
    public const string Colleague = "therapist2.newyork@harbor.example";
    public const string Director = "director@harbor.example";
    public const string Manager = "manager.newyork@harbor.example";
    public const string Reviewer = "reviewer@harbor.example";
    public const string Compliance = "compliance@harbor.example";
    public const string Administrator = "admin@harbor.example";
    public const string Elsewhere = "therapist1.denver@harbor.example";
    private const string PatientPassword = "a quiet river in the morning 7";
    private const int Patients = 16;
    private const int CodesMax = 6;
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(4);
    private static readonly Guid NewYork = Guid.Parse("01900000-0000-7000-8000-0000000a1000");

    private static readonly string[] Arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"];

    private readonly string dataFolder = Path.Combine(Path.GetTempPath(), "iop-browser-" + Guid.CreateVersion7().ToString("N")[^12..]);
    private readonly string keyFolder = Path.Combine(Path.GetTempPath(), "iop-browser-key-" + Guid.CreateVersion7().ToString("N")[^12..]);
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> signedIn = new();
    private OtlpSink? telemetry;
    private LocalPlatform? platform;
    private IPlaywright? playwright;
    private IBrowser? chromium;
    private People? people;
    private JourneyReport? report;

    public Uri Origin => platform!.Address("gateway");

    /// <summary>What the platform has told of itself.</summary>
    public OtlpSink Telemetry => telemetry!;

    /// <summary>Somebody in care at the site of <see cref="Therapist"/>.</summary>
    public Guid PatientId { get; private set; }

    public Guid EpisodeId { get; private set; }

    /// <summary>A session of that patient that runs while the tests do.</summary>
    public Guid SessionId { get; private set; }

    /// <summary>A group that was held, with everybody's presence recorded and no note yet.</summary>
    public Guid HeldSessionId { get; private set; }

    /// <summary>Somebody in care there who has no account in the portal.</summary>
    public Guid UninvitedPatientId { get; private set; }

    /// <summary>Everybody in care at that site.</summary>
    public IReadOnlyList<Guid> Episodes { get; private set; } = [];

    public string PatientEmail { get; private set; } = "";

    public string FamilyName { get; private set; } = "";

    public string GivenName { get; private set; } = "";

    /// <summary>The processes behind the pages, for tests that stop and watch them.</summary>
    public LocalPlatform Processes => platform!;

    /// <summary>Of patients in care at the site with this city in its name.</summary>
    public IEnumerable<Guid> EpisodesIn(string city) =>
        report!.Patients.Where(patient => patient.Site.Contains(city, StringComparison.Ordinal)).Select(patient => patient.EpisodeId).OfType<Guid>();

    public string LogFolder => DataFolder.Logs(dataFolder);

    public async ValueTask InitializeAsync()
    {
        foreach (var shared in new[] { "IOP_POSTGRES", "IOP_RABBITMQ", "IOP_REDIS", "IOP_SMTP" }) Environment.SetEnvironmentVariable(shared, null);
        using var patience = new CancellationTokenSource(StartsWithin);
        telemetry = await OtlpSink.StartAsync();
        platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataFolder = dataFolder,
                KeyFolder = keyFolder,
                BinariesFolder = Path.Combine(Repository(), "artifacts", "bin"),
                Topology = telemetry.Watching(AppHost.Platform.Topology),
                Watch = new WatchOptions(),
            },
            patience.Token);
        people = new People(Origin, platform.DemoTotpSeed, TimeProvider.System, handler => handler, TimeSpan.Zero);
        report = await JourneyRun.RunAsync(
            new JourneyOptions
            {
                Gateway = Origin,
                DemoPassword = platform.DemoPassword,
                DemoTotpSeed = platform.DemoTotpSeed,
                Patients = Patients,
                Parallel = 4,
                Seed = 11,
                UntilInCare = true,
            },
            new NoProgress(),
            CancellationToken.None);
        Assert.Empty(report.Errors);
        var inCare = report.Patients.Where(patient => patient.EpisodeId is not null && patient.Site.Contains("New York", StringComparison.Ordinal)).ToList();
        (PatientId, EpisodeId) = (inCare[0].PatientId!.Value, inCare[0].EpisodeId!.Value);
        UninvitedPatientId = inCare[1].PatientId!.Value;
        Episodes = [.. inCare.Select(patient => patient.EpisodeId!.Value)];
        await OpenPortalAsync();
        SessionId = await HoldNowAsync([EpisodeId]);
        HeldSessionId = await HoldGroupAsync(0, Episodes);
        await RecordAsync(HeldSessionId, Episodes, "attended");
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
        people?.Dispose();
        if (platform is not null) await platform.DisposeAsync();
        if (telemetry is not null) await telemetry.DisposeAsync();
        foreach (var folder in new[] { dataFolder, keyFolder }.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }

    internal UserSession Api(string email) => people!.As(email, platform!.DemoPassword);

    /// <summary>A window of this person, signed in.</summary>
    public async Task<IPage> OpenAsync(string email, string path, WindowOptions? options = null)
    {
        var state = await signedIn.GetOrAdd(email, _ => new Lazy<Task<string>>(() => SignInAsync(email))).Value;
        var context = await chromium!.NewContextAsync((options ?? new WindowOptions()).ToContext(state));
        var page = await context.NewPageAsync();
        var answer = await page.GotoAsync(new Uri(Origin, path).ToString());
        Assert.NotNull(answer);
        return page;
    }

    /// <summary>A window of nobody.</summary>
    public async Task<IPage> OpenAsync(WindowOptions? options = null) =>
        await (await chromium!.NewContextAsync((options ?? new WindowOptions()).ToContext(state: null))).NewPageAsync();

    /// <summary>Plays the sign-in pages in a window that is nobody's yet.</summary>
    public async Task SignInAsync(IPage page, string email)
    {
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", email == PatientEmail ? PatientPassword : platform!.DemoPassword);
        await page.ClickAsync("form button[type=submit] >> nth=0");
        var step = DemoTotp.StepAt(TimeProvider.System.GetUtcNow());
        // A code signs in once, and the journeys may have used the present one.
        for (var attempt = 0; attempt < CodesMax && await page.Locator("input[name=Code]").CountAsync() > 0; attempt++, step++)
        {
            while (DemoTotp.StepAt(TimeProvider.System.GetUtcNow()) < step - 1)
            {
                await Task.Delay(TimeSpan.FromSeconds(DemoTotp.SecondsLeft(TimeProvider.System.GetUtcNow())));
            }

            await page.FillAsync("input[name=Code]", DemoTotp.Code(platform!.DemoTotpSeed, email, step));
            await page.ClickAsync("form button[type=submit] >> nth=0");
        }
    }

    /// <summary>
    /// Ends every session of the workspace and portal at once, as if their time were over. Windows opened later are signed in again
    /// by Identity's own session, as they would be for people.
    /// </summary>
    public async Task EndSessionsAsync()
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(platform!.Database("web", DatabaseRole.Migrator));
        await using var command = database.CreateCommand("delete from tickets");
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> SignInAsync(string email)
    {
        var page = await OpenAsync();
        await page.GotoAsync(new Uri(Origin, "/").ToString());
        await SignInAsync(page, email);
        await page.ComesToAsync("/today", "/portal");
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return state;
    }

    private async Task OpenPortalAsync()
    {
        var intake = Api(Intake);
        var patient = await intake.GetAsync($"/api/intake/patients/{PatientId}", CancellationToken.None);
        (GivenName, FamilyName) = (patient.TextOrNull("preferredName") ?? patient.Text("givenName"), patient.Text("familyName"));
        PatientEmail = patient["contactPoints"]!.TextOrNull("email") ?? throw new InvalidOperationException("The patient of the tests has no e-mail address.");
        var invitation = await intake.PostAsync($"/api/intake/patients/{PatientId}/portal-invitation", null, CancellationToken.None);
        var body = new { code = invitation["invitation"]!.Text("code"), birthDate = patient.Text("birthDate"), password = PatientPassword };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await people!.PostAnonymouslyAsync("/api/identity/portal-invitations/redeem", body, CancellationToken.None);
                    return true;
                }
                catch (ApiProblemException)
                {
                    return false;
                }
            },
            "Identity to know the invitation");
    }

    /// <summary>A session that runs for as long as the tests do, with whichever therapist leads no group at this time of the week.</summary>
    private async Task<Guid> HoldNowAsync(IReadOnlyList<Guid> episodes)
    {
        var began = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        try
        {
            return await CreateSessionAsync("individual", Therapist, began, minutes: 180, episodes);
        }
        catch (ApiProblemException problem) when (problem.Rule == "staff-taken")
        {
            return await CreateSessionAsync("individual", Colleague, began, minutes: 180, episodes);
        }
    }

    /// <summary>A skills group of an hour that is over.</summary>
    /// <param name="number">Each test its own, so that the therapist leads one group at a time.</param>
    internal Task<Guid> HoldGroupAsync(int number, IReadOnlyList<Guid> episodes) =>
        CreateSessionAsync("skills", Therapist, LastNight(number), minutes: 60, episodes);

    /// <summary>When an hour began that is over, and in which nobody in New York or Denver leads a group of the program.</summary>
    /// <param name="number">Later numbers lie earlier.</param>
    internal static DateTimeOffset LastNight(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var night = new DateTimeOffset(now.Date.AddHours(8), TimeSpan.Zero);
        return (night.AddHours(1) < now ? night : night.AddDays(-1)).AddMinutes(-70 * number);
    }

    /// <summary>By the therapist, who leads the session.</summary>
    internal Task RecordAsync(Guid session, IReadOnlyList<Guid> episodes, string status) => Api(Therapist).PutAsync(
        $"/api/scheduling/sessions/{session}/attendance", new { entries = episodes.Select(episode => new { episodeId = episode, status }) }, CancellationToken.None);

    private async Task<Guid> CreateSessionAsync(string kind, string leader, DateTimeOffset startsAt, int minutes, IReadOnlyList<Guid> episodes)
    {
        var me = await Api(leader).GetAsync("/api/identity/me", CancellationToken.None);
        return await Api(Therapist).CreateAsync(
            "/api/scheduling/sessions",
            new
            {
                siteId = NewYork,
                kind,
                staffId = me.Text("subject"),
                startsAt = startsAt.ToString("yyyy-MM-ddTHH:mm:00Z", System.Globalization.CultureInfo.InvariantCulture),
                minutes,
                clinicalMinutes = 60,
                episodeIds = episodes,
            },
            CancellationToken.None);
    }

    private static string Chromium => Environment.GetEnvironmentVariable("IOP_CHROMIUM") ?? "/usr/bin/chromium";

    public static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

/// <param name="Width">Of the window; 360 is the phone that must not be left out.</param>
public sealed record WindowOptions(int Width = 1440, int Height = 900, bool Dark = false, string Language = "en-US", bool Script = true)
{
    /// <summary>The reader's own colors in place of the page's.</summary>
    public bool ForcedColors { get; init; }

    /// <summary>For a checker that is a script itself.</summary>
    public bool BypassPolicy { get; init; }

    /// <summary>Cookies that somebody has copied.</summary>
    public string? State { get; init; }

    internal BrowserNewContextOptions ToContext(string? state) => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        Locale = Language,
        ReducedMotion = ReducedMotion.Reduce,
        ForcedColors = ForcedColors ? Microsoft.Playwright.ForcedColors.Active : Microsoft.Playwright.ForcedColors.None,
        JavaScriptEnabled = Script,
        BypassCSP = BypassPolicy,
        StorageState = state ?? State,
    };
}

internal sealed class NoProgress : IJourneyProgress
{
    public void Prepared(string what)
    {
    }

    public void StepDone(string patient, string step, string detail, TimeSpan took)
    {
    }

    public void PatientDone(PatientReport patient)
    {
    }

    public void ReferralDone(ReferralReport referral)
    {
    }
}
