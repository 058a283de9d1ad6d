using System.Text.Json.Nodes;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;

namespace IopPlatform.Journeys.Steps;

/// <summary>Looking at the course, deciding on it, and what follows after the end.</summary>
internal static class ReviewSteps
{
    public static async Task<string> SeeLiveStateAsync(Journey journey, CancellationToken cancellationToken)
    {
        var path = StatePath(journey);
        var state = await Patience.UntilAsync(
            "the live state to count the attendance",
            () => journey.Therapist.Session.GetAsync(path, cancellationToken),
            state => LiveState.HasCaughtUp(state, journey),
            cancellationToken);
        var own = await journey.SignedInPatient.GetAsync(path, cancellationToken);
        journey.LiveState = LiveState.Describe(state);
        return own.TextOrNull("phase") == state.TextOrNull("phase")
            ? journey.LiveState
            : throw new JourneyException($"Patient and therapist see different states: {own.ToJsonString()} {state.ToJsonString()}");
    }

    public static async Task<string> SeeSiteBoardAsync(Journey journey, CancellationToken cancellationToken)
    {
        var board = await Patience.UntilAsync(
            $"the board of {journey.Team.Name} to show the patient",
            () => journey.Team.Manager.GetAsync($"/api/program-state/sites/{journey.Team.Id}/board", cancellationToken),
            board => LiveState.Shows(board, journey),
            cancellationToken);
        return LiveState.DescribeBoard(board);
    }

    public static async Task<string> ReceiveReminderAsync(Journey journey, CancellationToken cancellationToken)
    {
        var messages = await Patience.UntilAsync(
            "the reminder of the next session to be sent",
            () => journey.SignedInPatient.ListAsync("/api/notifications/notifications", cancellationToken),
            items => items.Any(IsSentReminder),
            cancellationToken);
        return $"{messages.Count(message => message.Text("status") == "sent")} e-mails sent";
    }

    private static bool IsSentReminder(JsonNode message) =>
        message.Text("status") == "sent" && message.Text("template") == "session-reminder";

    public static async Task<string> AcknowledgeSafetyTasksAsync(Journey journey, CancellationToken cancellationToken)
    {
        var tasks = await Patience.UntilAsync(
            "the safety tasks of the patient",
            async () => (IReadOnlyList<JsonNode>)[.. (await journey.Team.Therapist.Session.ListAsync(
                $"/api/clinical-notes/safety-tasks?status=open&siteId={journey.Team.Id}", cancellationToken))
                .Where(task => task.Id("patientId") == journey.PatientId)],
            tasks => tasks.Count >= journey.Plan.SafetyTasks,
            cancellationToken);
        foreach (var task in tasks)
        {
            await journey.Team.Therapist.Session.PostAsync(
                $"/api/clinical-notes/safety-tasks/{task.Id("id")}/acknowledge",
                new { disposition = "Seen in person the same day; safety plan made, means at home secured, supporter informed." },
                cancellationToken);
        }

        return tasks.Count == 0 ? "none open" : string.Join(", ", tasks.Select(task => $"{task.Text("level")} risk"));
    }

    public static async Task<string> AnswerInPortalAsync(Journey journey, CancellationToken cancellationToken) =>
        await ReferralSteps.AnswerAsync(
            journey.SignedInPatient, journey, "PHQ-9", journey.Plan.Phq9Later, null, cancellationToken);

    public static async Task<string> SeeTrajectoryAsync(Journey journey, CancellationToken cancellationToken)
    {
        var trajectory = await Patience.UntilAsync(
            "the trajectory to show both PHQ-9",
            () => journey.Therapist.Session.GetAsync(
                $"/api/outcomes/patients/{journey.PatientId}/trajectory?instrumentId=PHQ-9", cancellationToken),
            answer => answer.Items("instruments").Any(instrument => instrument.Items("points").Count >= 2),
            cancellationToken);
        var scores = trajectory.Items("instruments")[0].Items("points").Select(point => point.NumberOrNull("value"));
        return $"PHQ-9 {string.Join(" to ", scores)}";
    }

    public static Task<string> ContinueAsync(Journey journey, CancellationToken cancellationToken) =>
        ReviewAsync(journey, "continue", null, "Attends well and uses skills; symptoms still interfere with work.", cancellationToken);

    public static Task<string> DecideOnDischargeAsync(Journey journey, CancellationToken cancellationToken) =>
        ReviewAsync(journey, "discharge", null, "The plan's objectives are met; symptoms are mild.", cancellationToken);

    public static Task<string> DecideOnStepDownAsync(Journey journey, CancellationToken cancellationToken) =>
        ReviewAsync(journey, "step-down", "outpatient", "Symptoms are mild and stable; weekly treatment is enough from here.", cancellationToken);

    private static async Task<string> ReviewAsync(
        Journey journey, string decision, string? levelOfCare, string rationale, CancellationToken cancellationToken)
    {
        await journey.Therapist.Session.CreateAsync(
            $"/api/clinical-notes/episodes/{journey.EpisodeId}/reviews",
            new { weekStartsOn = Day.Text(journey.LastMonday), decision, levelOfCare, rationale },
            cancellationToken);
        return decision;
    }

    /// <summary>The new level reaches the episode; the hours are ordered anew, and the seats are free for others.</summary>
    public static async Task<string> StepDownAsync(Journey journey, CancellationToken cancellationToken)
    {
        await Patience.UntilAsync(
            "Intake to place the episode in outpatient care",
            () => journey.Team.Intake.GetAsync($"/api/intake/episodes/{journey.EpisodeId}", cancellationToken),
            episode => episode.Text("levelOfCare") == "outpatient",
            cancellationToken);
        var prescription = $"/api/clinical-notes/episodes/{journey.EpisodeId}/prescription";
        var (_, tag) = await journey.Team.Director.GetForEditAsync(prescription, cancellationToken);
        await journey.Team.Director.PutAsync(
            prescription,
            new
            {
                effectiveFrom = Day.Text(journey.ThisMonday.PlusWeeks(1)),
                daysPerWeek = 1,
                modalities = new[] { new { modality = "individual", weeklyMinutes = 60 } },
            },
            cancellationToken,
            tag);
        foreach (var enrollment in journey.Enrollments)
        {
            await journey.Team.Intake.DeleteAsync($"/api/scheduling/enrollments/{enrollment}", cancellationToken);
        }

        return "one hour a week from Monday";
    }

    public static async Task<string> DischargeAsync(Journey journey, CancellationToken cancellationToken)
    {
        var therapist = journey.Therapist.Session;
        var id = await therapist.CreateAsync(
            $"/api/clinical-notes/episodes/{journey.EpisodeId}/discharge",
            new
            {
                dischargedOn = Day.Text(journey.Today),
                reason = "completed",
                summary = $"{journey.Plan.Problem.Title}: objectives met, PHQ-9 lower than at intake, aftercare arranged.",
                relapsePreventionPlan = new
                {
                    triggers = new[] { "Conflict at work", "Nights without sleep" },
                    warningSigns = new[] { "Cancels meetings with friends", "Stops keeping set hours" },
                    copingTools = new[] { "Breathing exercise", "A walk before noon" },
                    supports = new[] { "A family member", "The weekly aftercare group" },
                    emergencySteps = new[] { "Call or text 988", "Go to the nearest emergency department" },
                },
                followUps = new[]
                {
                    new { kind = "call", dueOn = Day.Text(journey.Today) },
                    new { kind = "visit", dueOn = Day.Text(journey.Today.PlusDays(5)) },
                },
            },
            cancellationToken);
        var (_, tag) = await therapist.GetForEditAsync($"/api/clinical-notes/discharges/{id}", cancellationToken);
        await therapist.PostAsync($"/api/clinical-notes/discharges/{id}/sign", null, cancellationToken, tag);
        await Patience.UntilAsync(
            "Intake to close the episode",
            () => journey.Team.Intake.GetAsync($"/api/intake/episodes/{journey.EpisodeId}", cancellationToken),
            episode => episode.TextOrNull("closedOn") is not null,
            cancellationToken);
        return "completed, relapse-prevention plan signed";
    }

    /// <summary>Somebody calls on the day of the discharge; the call is due at once and is done here.</summary>
    public static async Task<string> FollowUpAsync(Journey journey, CancellationToken cancellationToken)
    {
        var followUps = await Patience.UntilAsync(
            "the call of the day of discharge to be due",
            () => journey.Team.Intake.ListAsync(
                $"/api/outcomes/follow-ups?siteId={journey.Team.Id}&episodeId={journey.EpisodeId}", cancellationToken),
            items => items.Any(item => item.Text("status") == "due"),
            cancellationToken);
        var due = followUps.First(item => item.Text("status") == "due");
        await journey.Team.Intake.PostAsync(
            $"/api/outcomes/follow-ups/{due.Id("id")}/complete", new { outcome = "reached", note = "Doing well, knows when to call." }, cancellationToken);
        var after = await journey.Team.Intake.ListAsync(
            $"/api/outcomes/follow-ups?siteId={journey.Team.Id}&episodeId={journey.EpisodeId}&status=completed", cancellationToken);
        return after.Count > 0
            ? $"{after.Count} of {followUps.Count} done"
            : throw new JourneyException("The call was completed, but is not listed as such.");
    }

    public static async Task<string> SeeLastStateAsync(Journey journey, CancellationToken cancellationToken)
    {
        var awaited = journey.Plan.Ending switch
        {
            Ending.StepDown => "stepped down",
            Ending.StaysInCare => "in care",
            _ => "closed",
        };
        var state = await Patience.UntilAsync(
            $"the live state to be {awaited}",
            () => journey.Therapist.Session.GetAsync(StatePath(journey), cancellationToken),
            state => awaited switch
            {
                "closed" => LiveState.IsClosed(state),
                "stepped down" => LiveState.LevelOfCare(state) == "outpatient",
                _ => !LiveState.IsClosed(state),
            },
            cancellationToken);
        journey.LiveState = LiveState.Describe(state);
        return journey.LiveState;
    }

    private static string StatePath(Journey journey) => $"/api/program-state/episodes/{journey.EpisodeId}";
}
