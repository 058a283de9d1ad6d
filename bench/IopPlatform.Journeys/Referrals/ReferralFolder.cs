using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Referrals;

/// <summary>
/// Sends each <c>*.json</c> of a folder as a FHIR bundle, as a site's intake coordinator does with what hospitals send. Where
/// <c>NAME.expected.json</c> stands beside <c>NAME.json</c>, the outcome is compared with it.
/// </summary>
internal sealed class ReferralFolder(SiteTeam team, TimeProvider time)
{
    private const string ExpectedSuffix = ".expected.json";

    public async Task<IReadOnlyList<ReferralReport>> SendAsync(string folder, IJourneyProgress progress, CancellationToken cancellationToken)
    {
        var reports = new List<ReferralReport>();
        foreach (var file in FilesOf(folder))
        {
            var report = await SendFileAsync(file, cancellationToken);
            reports.Add(report);
            progress.ReferralDone(report);
        }

        return reports;
    }

    internal static IReadOnlyList<string> FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.json")
            .Where(file => !file.EndsWith(ExpectedSuffix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    private async Task<ReferralReport> SendFileAsync(string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        try
        {
            var expected = await ExpectedAsync(file, cancellationToken);
            var outcome = await OutcomeAsync(name, await File.ReadAllTextAsync(file, cancellationToken), expected, cancellationToken);
            var differences = expected?.DifferencesFrom(outcome) ?? [];
            var error = differences.Count == 0 ? null : new JourneyError(name, "send referral", string.Join("; ", differences), outcome.TraceId);
            return new ReferralReport(name, outcome.ToString(), error);
        }
        catch (JsonException exception)
        {
            return new ReferralReport(name, "not compared", new JourneyError(name, "read what is expected", exception.Message, null));
        }
        catch (Exception exception) when (PatientJourney.IsOfThePlatform(exception, cancellationToken))
        {
            return new ReferralReport(name, "broke off", new JourneyError(name, "send referral", exception.Message, (exception as ApiProblemException)?.TraceId));
        }
    }

    private static async Task<ExpectedOutcome?> ExpectedAsync(string file, CancellationToken cancellationToken)
    {
        var path = Path.ChangeExtension(file, null) + ExpectedSuffix;
        return File.Exists(path) ? ExpectedOutcome.Parse(await File.ReadAllTextAsync(path, cancellationToken)) : null;
    }

    private async Task<ReferralOutcome> OutcomeAsync(
        string name, string bundle, ExpectedOutcome? expected, CancellationToken cancellationToken)
    {
        // Sending the same folder again is the same request again, and is answered alike.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{bundle}")));
        Guid id;
        try
        {
            id = await team.Intake.CreateAsync(
                $"/api/intake/referrals/fhir?siteId={team.Id}", bundle, "application/fhir+json", cancellationToken, key);
        }
        catch (ApiProblemException problem) when (problem.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
        {
            return new ReferralOutcome("refused")
            {
                Status = (int)problem.Status,
                Rule = problem.Rule,
                Fields = problem.Fields,
                Explanation = problem.Details?.TextOrNull("detail") ?? problem.Explanation,
                TraceId = problem.TraceId,
            };
        }

        return await ReadAsync(id, expected, cancellationToken);
    }

    /// <summary>Adds what the site finds out itself, as far as the expected outcome brings it, and asks for the recommendation.</summary>
    private async Task<ReferralOutcome> ReadAsync(Guid id, ExpectedOutcome? expected, CancellationToken cancellationToken)
    {
        var referral = await team.Intake.GetAsync($"/api/intake/referrals/{id}", cancellationToken);
        var patient = referral.Id("patientId");
        if (expected?.Screener is { } screener)
        {
            await team.Intake.CreateAsync(
                $"/api/intake/patients/{patient}/responses",
                new { instrumentId = "C-SSRS-SCREENER", answers = screener, answeredAt = Day.Text(time.GetUtcNow()) },
                cancellationToken);
        }

        if (expected?.Assessment is { } assessment)
        {
            await team.Therapist.Session.CreateAsync($"/api/intake/referrals/{id}/assessment", assessment, cancellationToken);
        }

        var recommendation = await team.Intake.GetAsync($"/api/intake/referrals/{id}/recommendation", cancellationToken);
        var scores = await team.Intake.ListAsync($"/api/intake/patients/{patient}/scores", cancellationToken);
        return new ReferralOutcome(ExpectedOutcome.Accepted)
        {
            Status = (int)HttpStatusCode.Created,
            Recommended = recommendation.TextOrNull("recommended"),
            Missing = [.. recommendation.Items("missing").Select(fact => fact.GetValue<string>())],
            Scores = scores.GroupBy(score => score.Text("instrumentId")).ToDictionary(group => group.Key, group => group.First().NumberOrNull("value")),
        };
    }
}
