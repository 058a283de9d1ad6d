using System.Diagnostics;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;
using IopPlatform.Journeys.Patients;
using IopPlatform.Journeys.Steps;
using static IopPlatform.Journeys.Steps.AdmissionSteps;
using static IopPlatform.Journeys.Steps.CareSteps;
using static IopPlatform.Journeys.Steps.ReferralSteps;
using static IopPlatform.Journeys.Steps.ReviewSteps;

namespace IopPlatform.Journeys;

/// <summary>One patient's way through the program, in the order in which people do it.</summary>
internal sealed class PatientJourney(Journey journey, IReadOnlyList<SiteTeam> teams, StepLog log, bool untilInCare)
{
    private string step = "";

    private Ending Ending => journey.Plan.Ending;

    public async Task<PatientReport> PlayAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        JourneyError? error = null;
        try
        {
            await PlayStepsAsync(cancellationToken);
        }
        catch (Exception exception) when (IsOfThePlatform(exception, cancellationToken))
        {
            var problem = exception as ApiProblemException ?? exception.InnerException as ApiProblemException;
            error = new JourneyError(journey.Plan.Name, step, exception.Message, problem?.TraceId);
        }

        return new PatientReport(
            journey.Plan.Name,
            journey.Team.Name,
            error is null ? Outcome() : $"broke off at '{step}'",
            journey.LiveState,
            journey.PatientId == default ? null : journey.PatientId,
            journey.EpisodeId == default ? null : journey.EpisodeId,
            Stopwatch.GetElapsedTime(since),
            error)
        {
            Email = journey.Patient?.Email,
        };
    }

    /// <summary>What a platform that is down, slow or wrong may cause; anything else is a fault of this client and ends the run.</summary>
    internal static bool IsOfThePlatform(Exception exception, CancellationToken cancellationToken) =>
        exception is ApiProblemException or JourneyException or HttpRequestException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task PlayStepsAsync(CancellationToken cancellationToken)
    {
        await DoAsync("Register referral", RegisterReferralAsync, cancellationToken);
        await DoAsync("Keep strangers out", (one, token) => KeepOutStrangersAsync(one, teams, token), cancellationToken);
        await DoAsync("Consent to treatment", ConsentToTreatmentAsync, cancellationToken);
        await DoAsync("Consent to sharing (42 CFR Part 2)", ConsentToSharingAsync, cancellationToken);
        await DoAsync("Consent to contact", ConsentToContactAsync, cancellationToken);
        await DoAsync("Record coverage", RecordCoverageAsync, cancellationToken);
        await DoAsync("Record authorization", RecordAuthorizationAsync, cancellationToken);
        await DoAsync("Answer instruments", AnswerInstrumentsAsync, cancellationToken);
        await DoAsync("Assess", AssessAsync, cancellationToken);
        await DoAsync("Recommend level of care", RecommendAsync, cancellationToken);
        if (Ending == Ending.ReferredOut)
        {
            await DoAsync("Refuse the program at high risk", RefuseProgramAsync, cancellationToken);
            await DoAsync("Acknowledge safety tasks", AcknowledgeSafetyTasksAsync, cancellationToken);
            await DoAsync("Refer out", ReferOutAsync, cancellationToken);
            return;
        }

        await DoAsync("Determine level of care", DetermineAsync, cancellationToken);
        await PlayAdmissionAsync(cancellationToken);
        if (untilInCare) return;
        await PlayCareAsync(cancellationToken);
        await PlayEndAsync(cancellationToken);
    }

    private async Task PlayAdmissionAsync(CancellationToken cancellationToken)
    {
        await DoAsync("Admit", AdmitAsync, cancellationToken);
        if (!untilInCare) await DoAsync("Join the portal", JoinPortalAsync, cancellationToken);
        await DoAsync("Sign treatment plan", SignPlanAsync, cancellationToken);
        await DoAsync("Prescribe hours", PrescribeAsync, cancellationToken);
        await DoAsync("Certify", CertifyAsync, cancellationToken);
        await DoAsync("Enroll in groups", EnrollAsync, cancellationToken);
        await DoAsync("Schedule weeks", ScheduleWeeksAsync, cancellationToken);
    }

    private async Task PlayCareAsync(CancellationToken cancellationToken)
    {
        await DoAsync("Schedule a session now", ScheduleTodayAsync, cancellationToken);
        await DoAsync("Check in", CheckInAsync, cancellationToken);
        await DoAsync("Schedule the next session", ScheduleNextAsync, cancellationToken);
        await DoAsync("Record attendance", RecordAttendanceAsync, cancellationToken);
        await DoAsync("Correct attendance", CorrectAttendanceAsync, cancellationToken);
        await DoAsync("Write group notes", WriteGroupNotesAsync, cancellationToken);
        await DoAsync("Sign notes", SignNotesAsync, cancellationToken);
        await DoAsync("Cosign notes", CosignNotesAsync, cancellationToken);
        await DoAsync("See live state", SeeLiveStateAsync, cancellationToken);
        await DoAsync("See site board", SeeSiteBoardAsync, cancellationToken);
        await DoAsync("Write down today's session", EndSessionTodayAsync, cancellationToken);
        await DoAsync("Receive reminder", ReceiveReminderAsync, cancellationToken);
        await DoAsync("Acknowledge safety tasks", AcknowledgeSafetyTasksAsync, cancellationToken);
        await DoAsync("Answer PHQ-9 in the portal", AnswerInPortalAsync, cancellationToken);
        await DoAsync("See trajectory", SeeTrajectoryAsync, cancellationToken);
    }

    private async Task PlayEndAsync(CancellationToken cancellationToken)
    {
        if (Ending is Ending.StepDown or Ending.StepDownAndDischarge)
        {
            await DoAsync("Review the week", DecideOnStepDownAsync, cancellationToken);
            await DoAsync("Step down", StepDownAsync, cancellationToken);
        }

        if (Ending == Ending.StaysInCare) await DoAsync("Review the week", ContinueAsync, cancellationToken);
        if (Ending == Ending.Discharge) await DoAsync("Review the week", DecideOnDischargeAsync, cancellationToken);
        if (Ending is Ending.Discharge or Ending.StepDownAndDischarge)
        {
            await DoAsync("Discharge", DischargeAsync, cancellationToken);
            await DoAsync("Follow up", FollowUpAsync, cancellationToken);
        }

        await DoAsync("See live state at the end", SeeLastStateAsync, cancellationToken);
    }

    private async Task DoAsync(string name, Func<Journey, CancellationToken, Task<string>> action, CancellationToken cancellationToken)
    {
        step = name;
        var since = Stopwatch.GetTimestamp();
        var detail = await action(journey, cancellationToken);
        log.Add(journey.Plan.Name, name, detail, since);
    }

    private string Outcome() => Ending switch
    {
        Ending.StepDownAndDischarge => "stepped down and discharged",
        Ending.StepDown => "stepped down, in outpatient care",
        Ending.Discharge => "discharged",
        Ending.StaysInCare => "in care",
        Ending.ReferredOut => "referred out, high acuity",
    };
}
