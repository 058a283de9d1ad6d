using System.Globalization;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Browser.Tests;

/// <summary>One or two patients of Denver with a note each that waits for its therapist's signature. No other test looks there.</summary>
internal static class DraftedNotes
{
    public const string Author = "therapist1.denver@harbor.example";
    private static readonly Guid Denver = Guid.Parse("01900000-0000-7000-8000-0000000a3000");
    private static Task<IReadOnlyList<Guid>>? written;

    /// <summary>The notes' ids; they are written once.</summary>
    public static Task<IReadOnlyList<Guid>> WriteAsync(BrowserPlatform platform) => written ??= WriteAllAsync(platform);

    private static async Task<IReadOnlyList<Guid>> WriteAllAsync(BrowserPlatform platform)
    {
        var notes = new List<Guid>();
        foreach (var (number, episode) in platform.EpisodesIn("Denver").Take(2).Index())
        {
            notes.Add(await WriteOneAsync(platform.Api(Author), episode, BrowserPlatform.LastNight(number)));
        }

        Assert.NotEmpty(notes);
        return notes;
    }

    private static async Task<Guid> WriteOneAsync(UserSession therapist, Guid episode, DateTimeOffset startsAt)
    {
        var staff = (await therapist.GetAsync("/api/identity/me", CancellationToken.None)).Text("subject");
        var starts = startsAt.ToString("yyyy-MM-ddTHH:mm:00Z", CultureInfo.InvariantCulture);
        var session = await therapist.CreateAsync(
            "/api/scheduling/sessions",
            new { siteId = Denver, kind = "individual", staffId = staff, startsAt = starts, minutes = 60, clinicalMinutes = 60, episodeIds = new[] { episode } },
            CancellationToken.None);
        await therapist.PutAsync(
            $"/api/scheduling/sessions/{session}/attendance", new { entries = new[] { new { episodeId = episode, status = "attended" } } }, CancellationToken.None);
        var group = await Patience.WhileLateAsync(
            "ClinicalNotes to know the attendance",
            () => therapist.CreateAsync("/api/clinical-notes/group-notes", Note(session, episode), CancellationToken.None),
            CancellationToken.None,
            "attendance-not-recorded",
            "chart-not-open");
        return (await therapist.GetAsync($"/api/clinical-notes/group-notes/{group}", CancellationToken.None)).Items("notes")[0].Id("noteId");
    }

    private static object Note(Guid session, Guid episode) => new
    {
        sessionId = session,
        shared = new { topic = "Riding out a strong feeling", modality = "Dialectical behavior therapy skills", interventions = new[] { "Teaching", "Practice in pairs" } },
        entries = new[] { new { episodeId = episode, participation = "active", affect = "Calm, then tearful", response = string.Join(' ', Enumerable.Repeat("Names what came before the urge and what helped.", 40)), riskObserved = false } },
    };
}
