using System.Net;
using System.Net.Http.Json;
using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Outcomes.Tests.Features.FollowUps;

public sealed class CompleteFollowUpTests(OutcomesFixture fixture)
{
    private static readonly object Reached = new { outcome = "reached", note = "Doing well." };

    [Fact]
    public async Task Complete_Planned_TakesTheNoticeBackAndTells()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var row = await clinic.PlanOneAsync();
        using var response = await PostAsync(clinic.As(Roles.Therapist), row.Id, Reached);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(await clinic.DueAtAsync(row.Id));
        var completed = (await clinic.RowsAsync()).Single();
        Assert.Equal(("completed", "reached", 3L), (completed.State, completed.Outcome, completed.Version));
        var told = await fixture.PublishedAsync<FollowUpCompleted>(clinic.Organization, told => told.FollowUpId == row.Id);
        Assert.Equal(("reached", 3L, clinic.Episode, clinic.Patient, clinic.Site),
            (told.Outcome, told.Version, told.EpisodeId, told.PatientId, told.SiteId));

        // The notice was on its way already.
        await clinic.DeliverAsync(clinic.Due(row));
        Assert.Equal("completed", (await clinic.RowsAsync()).Single().State);
    }

    [Fact]
    public async Task Complete_Due_IsTheNextVersion()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var row = await clinic.PlanOneAsync();
        await clinic.DeliverAsync(clinic.Due(row));
        using var response = await PostAsync(clinic.As(Roles.IntakeCoordinator), row.Id, new { outcome = "not-reached" });
        Assert.Equal(("completed", 3L), (await clinic.RowsAsync()) is [var done] ? (done.State, done.Version) : default);
    }

    [Fact]
    public async Task Complete_Again_ChangesNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var row = await clinic.PlanOneAsync();
        using var first = await PostAsync(clinic.As(Roles.Therapist), row.Id, Reached);
        using var same = await PostAsync(clinic.As(Roles.Therapist), row.Id, Reached);
        using var other = await PostAsync(clinic.As(Roles.Therapist), row.Id, new { outcome = "declined" });
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        Assert.Equal(
            DateTimeOffset.Parse((string)(await first.JsonAsync())["completedAt"]!),
            DateTimeOffset.Parse((string)(await same.JsonAsync())["completedAt"]!),
            TimeSpan.FromMicroseconds(1));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal("follow-up-completed", (string?)(await other.JsonAsync())["rule"]);
        Assert.Single(await fixture.PublishedAsync<FollowUpCompleted>(clinic.Organization));
    }

    [Fact]
    public async Task Complete_WrongFields_NamesThem()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var row = await clinic.PlanOneAsync();
        using var response = await PostAsync(
            clinic.As(Roles.Therapist), row.Id, new { outcome = "lost", note = new string('x', 2001) });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.JsonAsync())["errors"]!.AsObject().Select(error => error.Key);
        Assert.Equal(["note", "outcome"], errors.Order());
    }

    [Fact]
    public async Task Complete_OutOfReach_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var row = await clinic.PlanOneAsync();
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.As(Roles.SiteManager), row.Id);
        await AssertAnswersAsync(HttpStatusCode.Forbidden, clinic.AsPatient(), row.Id);
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStranger(Roles.Therapist), row.Id);
        await AssertAnswersAsync(HttpStatusCode.NotFound, clinic.AsStaffElsewhere(Roles.Therapist), row.Id);
    }

    private static async Task AssertAnswersAsync(HttpStatusCode expected, HttpClient client, Guid id)
    {
        using var response = await PostAsync(client, id, Reached);
        Assert.Equal(expected, response.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, Guid id, object body) =>
        client.PostAsJsonAsync($"{Clinic.Api}/follow-ups/{id}/complete", body, TestContext.Current.CancellationToken);
}
