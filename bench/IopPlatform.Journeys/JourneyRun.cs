using System.Collections.Concurrent;
using System.Diagnostics;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;
using IopPlatform.Journeys.Referrals;
using IopPlatform.Journeys.Steps;

namespace IopPlatform.Journeys;

/// <summary>Sets up the demo provider, then plays journeys and sends referrals from a folder.</summary>
public static class JourneyRun
{
    public static async Task<JourneyReport> RunAsync(
        JourneyOptions options, IJourneyProgress progress, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var log = new StepLog(progress);
        Patience.AtLeast(options.RepeatFor);
        using var people = new People(options.Gateway, options.DemoTotpSeed, options.Time, options.Wire, options.RepeatFor);
        IReadOnlyList<SiteTeam> teams;
        try
        {
            teams = await new DemoSeed(people, options.DemoPassword, options.Time, progress).RunAsync(cancellationToken);
        }
        catch (Exception exception) when (PatientJourney.IsOfThePlatform(exception, cancellationToken))
        {
            return NotPrepared(exception, since);
        }

        var patients = await PlayAsync(options, people, teams, log, progress, cancellationToken);
        IReadOnlyList<ReferralReport> referrals = options.FromFolder is { } folder
            ? await new ReferralFolder(teams[0], options.Time).SendAsync(folder, progress, cancellationToken)
            : [];
        return new JourneyReport(patients, referrals, log.Times, Stopwatch.GetElapsedTime(since));
    }

    /// <summary>The patients of an option set, so that two runs can be compared without playing them.</summary>
    internal static IReadOnlyList<PatientPlan> PatientsOf(JourneyOptions options) => PatientPlans.Make(
        options.Patients, options.Seed, NodaTime.LocalDate.FromDateTime(options.Time.GetUtcNow().UtcDateTime));

    private static async Task<IReadOnlyList<PatientReport>> PlayAsync(
        JourneyOptions options, People people, IReadOnlyList<SiteTeam> teams, StepLog log, IJourneyProgress progress, CancellationToken cancellationToken)
    {
        var run = RunCode(options.Time.GetUtcNow());
        var plans = PatientsOf(options);
        // Two therapists a site can only see so many patients in an hour.
        var sessionMinutes = plans.Count <= 4 ? 15 : 5;
        var reports = new ConcurrentDictionary<int, PatientReport>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Parallel), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plans.Skip(options.Skip), parallel, async (plan, token) =>
        {
            if (options.NoMore.IsCancellationRequested) return;
            var team = teams.First(one => one.Site == plan.Site);
            var journey = new Journey(plan, team, people, options.Time, run, sessionMinutes) { PortalPassword = options.DemoPassword };
            reports[plan.Number] = await new PatientJourney(journey, teams, log, options.UntilInCare).PlayAsync(token);
            progress.PatientDone(reports[plan.Number]);
        });
        return [.. reports.OrderBy(report => report.Key).Select(report => report.Value)];
    }

    /// <summary>A short code of the moment, so that e-mail addresses of different runs differ.</summary>
    private static string RunCode(DateTimeOffset now)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        var code = "";
        for (var rest = now.ToUnixTimeMilliseconds(); rest > 0; rest /= Digits.Length) code = Digits[(int)(rest % Digits.Length)] + code;
        return code;
    }

    private static JourneyReport NotPrepared(Exception exception, long since)
    {
        var trace = (exception as ApiProblemException ?? exception.InnerException as ApiProblemException)?.TraceId;
        var error = new JourneyError("The demo provider", "set up", exception.Message, trace);
        var report = new PatientReport("(nobody)", "", "the demo provider could not be set up", "", null, null, Stopwatch.GetElapsedTime(since), error);
        return new JourneyReport([report], [], [], Stopwatch.GetElapsedTime(since));
    }
}
