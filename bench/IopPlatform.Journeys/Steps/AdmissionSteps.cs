using System.Net;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Steps;

/// <summary>From the admission to the first week's schedule.</summary>
internal static class AdmissionSteps
{
    public static async Task<string> AdmitAsync(Journey journey, CancellationToken cancellationToken)
    {
        var plan = journey.Plan;
        var program = journey.Team.Programs.First(one => one.LevelOfCare == journey.LevelOfCare && one.AgeGroup == plan.AgeGroup);
        var track = program.Tracks[plan.TrackChoice % program.Tracks.Count];
        journey.EpisodeId = await Patience.WhileLateAsync(
            "Intake to know the program",
            () => journey.Team.Intake.CreateAsync(
                $"/api/intake/referrals/{journey.ReferralId}/admission",
                new { programId = program.Id, trackId = track.Id, admittedOn = Day.Text(journey.AdmittedOn), primaryTherapistId = track.FacilitatorId },
                cancellationToken),
            cancellationToken);
        journey.Program = program;
        journey.Track = track;
        return $"{program.Name}, {track.Name.ToLowerInvariant()} track";
    }

    public static async Task<string> JoinPortalAsync(Journey journey, CancellationToken cancellationToken)
    {
        var answer = await journey.Team.Intake.PostAsync(
            $"/api/intake/patients/{journey.PatientId}/portal-invitation", null, cancellationToken);
        var code = answer["invitation"]!.Text("code");
        var password = journey.PortalPassword;
        await Patience.WhileLateAsync(
            "Identity to know the invitation",
            async () =>
            {
                await journey.People.PostAnonymouslyAsync(
                    "/api/identity/portal-invitations/redeem", new { code, birthDate = Day.Text(journey.Plan.BirthDate), password }, cancellationToken);
                return true;
            },
            cancellationToken,
            "invitation-refused");
        journey.Patient = journey.People.As(journey.Email, password);
        var me = await journey.Patient.GetAsync("/api/identity/me", cancellationToken);
        return me.Id("patientId") == journey.PatientId
            ? $"signed in as {me.Text("displayName")}"
            : throw new JourneyException($"The portal shows somebody else: {me.ToJsonString()}");
    }

    public static async Task<string> SignPlanAsync(Journey journey, CancellationToken cancellationToken)
    {
        var problem = journey.Plan.Problem;
        var therapist = journey.Therapist.Session;
        var plan = await Patience.WhileLateAsync(
            "ClinicalNotes to know the admission",
            () => therapist.CreateAsync(
                $"/api/clinical-notes/episodes/{journey.EpisodeId}/plans",
                new
                {
                    problems = new[] { new { title = problem.Title, icd10 = problem.Icd10 } },
                    goals = new[]
                    {
                        new
                        {
                            title = problem.Goal,
                            objectives = new[] { new { title = problem.Objective, measure = problem.Measure, targetOn = Day.Text(journey.Today.PlusWeeks(6)) } },
                        },
                    },
                    interventions = new[]
                    {
                        new { kind = "Group therapy", frequency = "Three days a week" },
                        new { kind = "Individual therapy", frequency = "Once a week" },
                    },
                },
                cancellationToken),
            cancellationToken);
        var (draft, tag) = await therapist.GetForEditAsync($"/api/clinical-notes/plans/{plan}", cancellationToken);
        journey.ObjectiveId = draft.Items("goals")[0].Items("objectives")[0].Id("id");
        await therapist.PostAsync($"/api/clinical-notes/plans/{plan}/sign", null, cancellationToken, tag);
        return problem.Goal;
    }

    /// <summary>The hours that the groups of the track make.</summary>
    public static async Task<string> PrescribeAsync(Journey journey, CancellationToken cancellationToken)
    {
        var answer = await Patience.WhileLateAsync(
            "ClinicalNotes to know the admission",
            () => journey.Team.Director.PutAsync(
                $"/api/clinical-notes/episodes/{journey.EpisodeId}/prescription",
                new
                {
                    effectiveFrom = Day.Text(journey.AdmittedOn),
                    daysPerWeek = 3,
                    modalities = journey.Track!.Groups.Select(group => new { modality = group.Kind, weeklyMinutes = 3 * 60 }),
                },
                cancellationToken),
            cancellationToken);
        return $"{answer.NumberOrNull("weeklyMinutes")} minutes a week";
    }

    public static async Task<string> CertifyAsync(Journey journey, CancellationToken cancellationToken)
    {
        await journey.Team.Director.CreateAsync(
            $"/api/clinical-notes/episodes/{journey.EpisodeId}/certifications",
            new { certifiedOn = Day.Text(journey.AdmittedOn), statement = "Without this program the patient would need inpatient care." },
            cancellationToken);
        return $"as of {Day.Text(journey.AdmittedOn)}";
    }

    public static async Task<string> EnrollAsync(Journey journey, CancellationToken cancellationToken)
    {
        foreach (var group in journey.Track!.Groups)
        {
            journey.Enrollments.Add(await Patience.WhileLateAsync(
                "Scheduling to know the admission",
                () => journey.Team.Intake.CreateAsync(
                    $"/api/scheduling/episodes/{journey.EpisodeId}/enrollments",
                    new { groupId = group.Id, from = Day.Text(journey.AdmittedOn) },
                    cancellationToken),
                cancellationToken));
        }

        return string.Join(", ", journey.Track.Groups.Select(group => group.Name));
    }

    /// <summary>Last week, which is written down late, this week and the next one.</summary>
    public static async Task<string> ScheduleWeeksAsync(Journey journey, CancellationToken cancellationToken)
    {
        var now = journey.Time.GetUtcNow();
        var minutes = new List<string>();
        foreach (var monday in new[] { journey.LastMonday, journey.ThisMonday, journey.ThisMonday.PlusWeeks(1) })
        {
            var week = await journey.Therapist.Session.PutAsync(
                $"/api/scheduling/episodes/{journey.EpisodeId}/weeks/{Day.Text(monday)}", null, cancellationToken);
            minutes.Add($"{week.NumberOrNull("scheduledMinutes")}");
            foreach (var session in week.Items("sessions").Where(one => one.At("endsAt") < now && !one.Flag("canceled")))
            {
                var pattern = journey.Plan.AttendancePattern;
                journey.PastSessions.Add(new PastSession(
                    session.Id("sessionId"),
                    session.TextOrNull("name") ?? session.Text("kind"),
                    session.Text("kind"),
                    session.At("startsAt"),
                    session.At("endsAt"),
                    session.NumberOrNull("clinicalMinutes") ?? 0,
                    pattern[journey.PastSessions.Count % pattern.Count]));
            }
        }

        return minutes[0] == "0"
            ? throw new JourneyException("Last week's schedule is empty.")
            : $"{string.Join(", ", minutes)} minutes in last, this and next week";
    }

    /// <summary>A patient must not see what is somebody else's; a try with this site's front desk shows that the answer is 404.</summary>
    public static async Task<string> KeepOutStrangersAsync(Journey journey, IReadOnlyList<SiteTeam> teams, CancellationToken cancellationToken)
    {
        var stranger = teams.First(team => team.Site.Domain != journey.Team.Site.Domain).Intake;
        try
        {
            await stranger.GetAsync($"/api/intake/patients/{journey.PatientId}", cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return "404 for the other organization";
        }

        throw new JourneyException("Another organization can read the patient.");
    }
}
