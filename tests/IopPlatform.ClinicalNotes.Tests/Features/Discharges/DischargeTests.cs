using System.Net;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Discharges;

public sealed class DischargeTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Sign_NotesWait_ListsThemThenPublishes()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var draft = await clinic.DraftNoteAsync(episode);
        var awaiting = await clinic.DraftNoteAsync(episode, clinic.Supervised);
        await clinic.As(clinic.Supervised).SignAsync($"notes/{awaiting}/sign", 1).IsAsync(HttpStatusCode.OK);
        var id = await WriteAsync(clinic, episode);
        using var refused = await clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = await refused.JsonAsync();
        Assert.Equal("notes-unsigned", problem.Text("rule"));
        Assert.Equal([draft, awaiting], problem.List("noteIds").Select(note => note.GetValue<Guid>()));

        await clinic.AsTherapist().SignAsync($"notes/{draft}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsDirector().SignAsync($"notes/{awaiting}/cosign", 2).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"discharges/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var signed = Assert.Single(await fixture.PublishedAsync<DischargeSigned>(clinic.Organization));
        Assert.Equal(
            (id, episode.Id, episode.PatientId, 2L),
            (signed.DischargeId, signed.EpisodeId, signed.PatientId, signed.Version));
        Assert.Equal((new DateOnly(2026, 3, 1), "completed"), (signed.DischargedOn, signed.Reason));
        Assert.Equal([new AgreedFollowUp("call", new DateOnly(2026, 3, 8))], signed.FollowUps);
        var read = await Clinic.GetAsync(clinic.AsDirector(), $"{Answers.Api}/discharges/{id}");
        Assert.Equal("signed", read.Text("status"));
        Assert.Equal("call 988", read["relapsePreventionPlan"]!["emergencySteps"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Sign_SecondDischargeOrByAnother_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (first, second) = (await WriteAsync(clinic, episode), await WriteAsync(clinic, episode));
        await clinic.As(clinic.Supervised).SignAsync($"discharges/{first}/sign", 1).IsRuleAsync("not-the-author");
        await clinic.AsDirector().SignAsync($"discharges/{first}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"discharges/{first}/sign", 2).IsRuleAsync("already-signed");
        await clinic.AsTherapist().SignAsync($"discharges/{second}/sign", 1).IsRuleAsync("discharge-signed");
    }

    [Fact]
    public async Task Post_WrongFields_NamesEach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Answers.Api}/episodes/{(await clinic.AdmitAsync()).Id}/discharge";
        var client = clinic.AsTherapist();
        await client.CreateAsync(path, Requests.Discharge(new DateOnly(2025, 12, 31))).IsFieldAsync("dischargedOn");
        await client.CreateAsync(path, Requests.Discharge(new DateOnly(2026, 4, 1))).IsFieldAsync("followUps[0]");
        var incomplete = new
        {
            dischargedOn = "2026-03-01",
            reason = "bored",
            summary = "",
            relapsePreventionPlan = new { triggers = new[] { "" } },
        };
        string[] fields =
            ["reason", "summary", "followUps", "relapsePreventionPlan.triggers", "relapsePreventionPlan.supports"];
        foreach (var field in fields)
        {
            await client.CreateAsync(path, incomplete).IsFieldAsync(field);
        }
    }

    private static Task<Guid> WriteAsync(Clinic clinic, Episode episode) =>
        clinic.AsTherapist().CreatedIdAsync($"{Answers.Api}/episodes/{episode.Id}/discharge", Requests.Discharge());
}
