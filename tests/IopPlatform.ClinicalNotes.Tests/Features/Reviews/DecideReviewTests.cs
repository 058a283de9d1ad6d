using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Reviews;

public sealed class DecideReviewTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Post_StepDownThenContinue_KeepsTheNewLevel()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var path = $"{Answers.Api}/episodes/{episode.Id}/reviews";
        var id = await clinic.AsTherapist().CreatedIdAsync(path, Requests.Review("step-down", "outpatient"));
        await clinic.AsDirector().CreatedIdAsync(path, Requests.Review());
        var decided = await fixture.PublishedAsync<ReviewDecided>(clinic.Organization);
        Assert.Equal(["outpatient", "outpatient"], decided.Select(review => review.LevelOfCare));
        Assert.Equal(
            (id, 1L, episode.PatientId, "step-down"),
            (decided[0].ReviewId, decided[0].Version, decided[0].PatientId, decided[0].Decision));
        Assert.Equal(new DateOnly(2026, 1, 25), decided[0].NextReviewOn);
        var read = await clinic.ReadAsync($"reviews/{id}");
        Assert.Contains("zebra", read.Text("rationale"));
    }

    [Fact]
    public async Task Post_NewPlacementAfterTheReview_CountsAgain()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var path = $"{Answers.Api}/episodes/{episode.Id}/reviews";
        await clinic.AsTherapist().CreatedIdAsync(path, Requests.Review("step-up", "php"));
        await fixture.DeliverAsync(clinic.Admission(episode, "iop", version: 2));
        await clinic.AsTherapist().CreatedIdAsync(path, Requests.Review());
        Assert.Equal("iop", (await fixture.PublishedAsync<ReviewDecided>(clinic.Organization))[^1].LevelOfCare);
    }

    [Fact]
    public async Task Post_WrongStepOrFields_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/reviews";
        var client = clinic.AsTherapist();
        await client.CreateAsync(path, Requests.Review("step-up", "outpatient")).IsRuleAsync("level-of-care");
        await client.CreateAsync(path, Requests.Review("step-down")).IsRuleAsync("level-of-care");
        await client.CreateAsync(path, Requests.Review("wait")).IsFieldAsync("decision");
        var tuesday = new { weekStartsOn = "2026-01-13", decision = "continue", rationale = "" };
        await client.CreateAsync(path, tuesday).IsFieldAsync("weekStartsOn");
        await client.CreateAsync(path, tuesday).IsFieldAsync("rationale");
    }
}
