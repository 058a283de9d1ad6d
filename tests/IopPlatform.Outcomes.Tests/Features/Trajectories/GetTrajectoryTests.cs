using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Features.Trajectories;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests.Features.Trajectories;

public sealed class GetTrajectoryTests(OutcomesFixture fixture)
{
    [Fact]
    public async Task Trajectory_ScoresOutOfOrderAndTwice_ShowsChangeSinceAdmission()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (before, atAdmission, after) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var admission = clinic.Now.AddDays(-30);
        var message = Guid.CreateVersion7();
        await clinic.DeliverAsync(clinic.Score(after, 9, admission.AddDays(21), version: 2), message);
        await clinic.DeliverAsync(clinic.Score(after, 9, admission.AddDays(21), version: 2), message);
        await clinic.DeliverAsync(clinic.Score(after, 20, admission.AddDays(21), version: 1));
        await clinic.DeliverAsync(clinic.Admitted(1, new BaselineScore(atAdmission, "PHQ-9", 18, "moderately-severe", admission)));
        await clinic.DeliverAsync(clinic.Admitted(2, new BaselineScore(after, "PHQ-9", 9, "mild", admission.AddDays(21))));
        await clinic.DeliverAsync(clinic.Score(atAdmission, 18, admission));
        await clinic.DeliverAsync(clinic.Score(before, 12, admission.AddDays(-9)));
        await clinic.DeliverAsync(clinic.Score(Guid.CreateVersion7(), null, admission.AddDays(7)));
        await clinic.DeliverAsync(clinic.Score(Guid.CreateVersion7(), 5, admission, instrument: "GAD-7"));

        var phq = (await TrajectoryAsync(clinic.As(Roles.Therapist), clinic, "?instrumentId=PHQ-9")).Single()!;
        Assert.Equal(18, (int?)phq["baseline"]!["value"]);
        Assert.Equal([12, 18, null, 9], phq["points"]!.AsArray().Select(point => (int?)point!["value"]));
        Assert.Equal([null, null, null, "improved"], phq["points"]!.AsArray().Select(point => (string?)point!["change"]?["verdict"]));
        Assert.Equal(9, (int?)phq["points"]![3]!["change"]!["improvement"]);
        Assert.Equal(2, (await TrajectoryAsync(clinic.AsPatient(), clinic)).Count);
        Assert.Equal(1, await clinic.AuditRowsAsync(message));
    }

    [Fact]
    public void Trajectory_WithoutAdmission_MeasuresAgainstTheFirstScore()
    {
        var start = DateTimeOffset.UnixEpoch;
        TrajectoryPoint[] points =
        [
            new(Guid.CreateVersion7(), start, null, null),
            new(Guid.CreateVersion7(), start.AddDays(7), 10, null),
            new(Guid.CreateVersion7(), start.AddDays(14), 16, null),
        ];
        var trajectory = GetTrajectory.Trajectory("PHQ-9", InstrumentCatalog.Default.Find("PHQ-9"), points, null);
        Assert.Equal(10, trajectory.Baseline?.Value);
        Assert.Equal([null, null, "deteriorated"], trajectory.Points.Select(point => point.Change?.Verdict));
    }

    [Fact]
    public void Trajectory_UnknownInstrument_ShowsPointsWithoutChange()
    {
        TrajectoryPoint[] points = [new(Guid.CreateVersion7(), default, 1, null), new(Guid.CreateVersion7(), default, 2, null)];
        Assert.All(GetTrajectory.Trajectory("OTHER", null, points, null).Points, point => Assert.Null(point.Change));
    }

    [Fact]
    public async Task Trajectory_PatientWithoutScores_IsEmpty()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Received());
        Assert.Empty(await TrajectoryAsync(clinic.As(Roles.MedicalDirector), clinic));
        Assert.Single(await fixture.SqlAsync<Guid>(
            "select patient_id from chart_reads where organization_id = $1 and view = 'trajectory'", clinic.Organization));
    }

    [Fact]
    public async Task Trajectory_OutOfReach_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        await clinic.DeliverAsync(clinic.Received());
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.As(Roles.IntakeCoordinator), clinic);
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsPatient(Guid.CreateVersion7()), clinic);
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStranger(Roles.Therapist), clinic);
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStaffElsewhere(Roles.Therapist), clinic);
    }

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private static async Task<JsonArray> TrajectoryAsync(HttpClient client, Clinic clinic, string query = "")
    {
        var response = await client.GetAsync($"{Clinic.Api}/patients/{clinic.Patient}/trajectory{query}", Canceled);
        return (await response.JsonAsync())["instruments"]!.AsArray();
    }

    private static async Task AssertAnswersAsync(HttpStatusCode expected, HttpClient client, Clinic clinic)
    {
        using var response = await client.GetAsync($"{Clinic.Api}/patients/{clinic.Patient}/trajectory", Canceled);
        Assert.Equal(expected, response.StatusCode);
    }
}
