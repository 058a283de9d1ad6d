using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Plans;

public sealed class WritePlanTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Post_Plan_IsADraftWithIdsForObjectives()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (id, objective) = await clinic.PlanAsync(episode);
        var plan = await Clinic.GetAsync(clinic.AsDirector(), $"{Answers.Api}/plans/{id}");
        Assert.Equal("draft", plan.Text("status"));
        Assert.Equal(episode.Id, plan.Id("episodeId"));
        Assert.Equal("F33.1", plan["problems"]![0]!.Text("icd10"));
        Assert.NotEqual(Guid.Empty, objective);
    }

    [Fact]
    public async Task Post_Twice_MakesOnePlan()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var path = $"{Answers.Api}/episodes/{episode.Id}/plans";
        using var first = await clinic.AsTherapist().CreateAsync(path, Requests.Plan(), "key");
        using var again = await clinic.AsTherapist().CreateAsync(path, Requests.Plan(), "key");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Single(await fixture.SqlAsync<Guid>("select id from plans where episode_id = $1", episode.Id));
    }

    [Fact]
    public async Task Post_WrongFields_NamesEach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var plan = new
        {
            problems = new[] { new { title = "", icd10 = "nonsense" } },
            goals = new[] { new { title = "Goal", objectives = Array.Empty<object>() } },
            interventions = Array.Empty<object>(),
        };
        using var response = await clinic.AsTherapist().CreateAsync($"{Answers.Api}/episodes/{episode.Id}/plans", plan);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            ["goals[0].objectives", "interventions", "problems[0].icd10", "problems[0].title"],
            (await response.JsonAsync())["errors"]!.AsObject().Select(error => error.Key).Order());
    }

    [Fact]
    public async Task Post_ClosedEpisode_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        await fixture.DeliverAsync(clinic.Closing(episode));
        await clinic.AsTherapist().CreateAsync($"{Answers.Api}/episodes/{episode.Id}/plans", Requests.Plan())
            .IsRuleAsync("episode-closed");
    }
}
