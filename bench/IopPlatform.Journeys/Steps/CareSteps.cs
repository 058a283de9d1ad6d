using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;

namespace IopPlatform.Journeys.Steps;

/// <summary>The days in the program: sessions, attendance and notes.</summary>
internal static class CareSteps
{
    /// <summary>
    /// The session runs right now where somebody is free, else within the hour for which doors are open. When all therapists
    /// are taken, the patient does not come today.
    /// </summary>
    public static async Task<string> ScheduleTodayAsync(Journey journey, CancellationToken cancellationToken)
    {
        var minute = WholeMinute(journey.Time.GetUtcNow());
        journey.SessionToday = await FreeTime.BookAsync(
            journey, minute.AddMinutes(3), minute.AddMinutes(58), near: minute.AddMinutes(-1), cancellationToken);
        return journey.SessionToday is { } session ? $"{(session.EndsAt - session.StartsAt).TotalMinutes:0} minutes" : "nobody is free";
    }

    public static async Task<string> CheckInAsync(Journey journey, CancellationToken cancellationToken)
    {
        if (journey.SessionToday is not { } session) return "no session today";
        var who = journey.Plan.ChecksInAlone ? journey.SignedInPatient : journey.Team.Intake;
        var answer = await who.PostAsync(
            $"/api/scheduling/sessions/{session.Id}/check-ins", new { episodeId = journey.EpisodeId }, cancellationToken);
        return $"{answer.TextOrNull("status") ?? "checked in"} by {(journey.Plan.ChecksInAlone ? "the patient" : "the front desk")}";
    }

    /// <summary>Within 24 hours, so that a reminder is due at once.</summary>
    public static async Task<string> ScheduleNextAsync(Journey journey, CancellationToken cancellationToken)
    {
        var minute = WholeMinute(journey.Time.GetUtcNow());
        var session = await FreeTime.BookAsync(
            journey, minute.AddHours(2), minute.AddHours(23.5), near: minute.AddHours(20), cancellationToken)
            ?? throw new JourneyException($"No therapist of {journey.Team.Name} has a free minute in the next 24 hours.");
        return $"in {(session.StartsAt - minute).TotalHours:0.0} hours";
    }

    public static async Task<string> RecordAttendanceAsync(Journey journey, CancellationToken cancellationToken)
    {
        foreach (var session in journey.PastSessions)
        {
            session.Minutes = await RecordAsync(journey, session.Id, Entry(journey.EpisodeId, session), cancellationToken);
        }

        var present = journey.PastSessions.Count(session => session.WasPresent);
        return $"{journey.PastSessions.Sum(session => session.Minutes)} minutes in {present} of {journey.PastSessions.Count} sessions";
    }

    private static object Entry(Guid episodeId, PastSession session) => session.Attendance switch
    {
        Attendance.Late => new { episodeId, status = "partial", arrivedAt = Day.Text(session.StartsAt.AddMinutes(20)), reason = "The bus was late." },
        Attendance.LeftEarly => new { episodeId, status = "partial", leftAt = Day.Text(session.EndsAt.AddMinutes(-15)), reason = "Medical appointment." },
        Attendance.ExcusedNoShow => new { episodeId, status = "excused", reason = "Called in sick." },
        _ => (object)new { episodeId, status = "attended" },
    };

    private static async Task<int> RecordAsync(Journey journey, Guid sessionId, object entry, CancellationToken cancellationToken)
    {
        var answer = await journey.Therapist.Session.PutAsync(
            $"/api/scheduling/sessions/{sessionId}/attendance", new { entries = new[] { entry } }, cancellationToken);
        return answer.Items("entries")[0].NumberOrNull("attendedMinutes")
            ?? throw new JourneyException($"The answer has no attended minutes: {answer.ToJsonString()}");
    }

    /// <summary>The patient left ten minutes early after all; the former record stays in the history.</summary>
    public static async Task<string> CorrectAttendanceAsync(Journey journey, CancellationToken cancellationToken)
    {
        var present = journey.PastSessions.Where(session => session.Attendance == Attendance.OnTime).ToArray();
        if (present.Length == 0) return "nothing to correct";
        var session = present[journey.Plan.CorrectedSession % present.Length];
        session.Minutes = await RecordAsync(
            journey,
            session.Id,
            new { episodeId = journey.EpisodeId, status = "partial", leftAt = Day.Text(session.EndsAt.AddMinutes(-10)), reason = "Corrected after a look at the sign-in sheet." },
            cancellationToken);
        var expected = Math.Min(session.ClinicalMinutes, (int)(session.EndsAt - session.StartsAt).TotalMinutes - 10);
        return session.Minutes == expected
            ? $"{session.ClinicalMinutes} to {expected} minutes"
            : throw new JourneyException($"{expected} minutes were expected after the correction, not {session.Minutes}.");
    }

    /// <summary>Who checked in to a session that has begun is written down; one that begins later today stays as it is.</summary>
    public static async Task<string> EndSessionTodayAsync(Journey journey, CancellationToken cancellationToken)
    {
        if (journey.SessionToday is not { } session) return "no session today";
        if (journey.Time.GetUtcNow() < session.StartsAt.AddSeconds(5)) return "begins later today";
        var minutes = await RecordAsync(
            journey, session.Id, new { episodeId = journey.EpisodeId, status = "attended", arrivedAt = Day.Text(session.StartsAt) }, cancellationToken);
        return $"{minutes} minutes";
    }

    /// <summary>One note a session, from which the platform writes this patient's own.</summary>
    public static async Task<string> WriteGroupNotesAsync(Journey journey, CancellationToken cancellationToken)
    {
        foreach (var session in journey.PastSessions.Where(session => session.WasPresent))
        {
            var id = await Patience.WhileLateAsync(
                $"ClinicalNotes to know the attendance of {session.Name}",
                () => journey.Therapist.Session.CreateAsync("/api/clinical-notes/group-notes", GroupNote(journey, session), cancellationToken),
                cancellationToken,
                "attendance-not-recorded",
                "chart-not-open");
            var note = await journey.Therapist.Session.GetAsync($"/api/clinical-notes/group-notes/{id}", cancellationToken);
            journey.NotesToSign.AddRange(note.Items("notes").Where(one => one.Id("episodeId") == journey.EpisodeId).Select(one => one.Id("noteId")));
        }

        return $"{journey.NotesToSign.Count} notes drafted";
    }

    private static object GroupNote(Journey journey, PastSession session)
    {
        // Which sentence goes with which session differs from patient to patient.
        var turn = journey.PastSessions.IndexOf(session) + journey.Plan.Number;
        var topic = Topic(session.Kind);
        return new
        {
            sessionId = session.Id,
            shared = new { topic = topic.Title, modality = topic.Modality, interventions = topic.Interventions },
            entries = new[]
            {
                new
                {
                    episodeId = journey.EpisodeId,
                    participation = (turn % 3) switch { 0 => "active", 1 => "moderate", _ => "minimal" },
                    affect = Vocabulary.Affects[turn % Vocabulary.Affects.Length],
                    response = Vocabulary.Responses[turn % Vocabulary.Responses.Length],
                    objectiveId = journey.ObjectiveId,
                    riskObserved = false,
                },
            },
        };
    }

    private static (string Title, string Modality, string[] Interventions) Topic(string kind) => kind switch
    {
        "skills" => ("Riding out a strong feeling", "Dialectical behavior therapy skills", ["Teaching", "Practice in pairs"]),
        "workshop" => ("Sleep, substances and mood", "Psychoeducation", ["Teaching", "Questions and answers"]),
        _ => ("Asking for help", "Interpersonal process group", ["Open sharing", "Feedback between members"]),
    };

    public static async Task<string> SignNotesAsync(Journey journey, CancellationToken cancellationToken)
    {
        var waiting = 0;
        foreach (var id in journey.NotesToSign)
        {
            var (_, tag) = await journey.Therapist.Session.GetForEditAsync($"/api/clinical-notes/notes/{id}", cancellationToken);
            var signature = await journey.Therapist.Session.PostAsync($"/api/clinical-notes/notes/{id}/sign", null, cancellationToken, tag);
            if (signature.TextOrNull("status") == "awaiting-cosign") waiting++;
        }

        return $"{journey.NotesToSign.Count} signed, {waiting} to be cosigned";
    }

    public static async Task<string> CosignNotesAsync(Journey journey, CancellationToken cancellationToken)
    {
        var cosigned = 0;
        foreach (var id in journey.NotesToSign)
        {
            var (note, tag) = await journey.Team.Director.GetForEditAsync($"/api/clinical-notes/notes/{id}", cancellationToken);
            if (note.Text("status") != "awaiting-cosign") continue;
            await journey.Team.Director.PostAsync($"/api/clinical-notes/notes/{id}/cosign", null, cancellationToken, tag);
            cosigned++;
        }

        return cosigned == 0 ? "none needed it" : $"{cosigned} cosigned";
    }

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
}
