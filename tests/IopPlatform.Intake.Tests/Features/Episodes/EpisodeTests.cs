using System.Net;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Tests.Features.Episodes;

public sealed class EpisodeTests(IntakeFixture fixture)
{
    private static string Path(Guid episodeId) => $"{Provider.Api}/episodes/{episodeId}";

    [Fact]
    public async Task Discharge_Twice_ClosesOnce()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        var discharge = provider.Discharge(admitted);
        var message = Guid.CreateVersion7();
        await fixture.DeliverAsync(discharge, message);
        await fixture.DeliverAsync(discharge, message);
        await fixture.DeliverAsync(provider.Discharge(admitted, "dropped-out"));

        var closed = Assert.Single(await fixture.PublishedAsync<EpisodeClosed>(provider.Organization));
        var episode = await provider.Intake.Get(Path(admitted.EpisodeId)).OkAsync();
        Assert.Equal((admitted.EpisodeId, 2L, "completed"), (closed.EpisodeId, closed.Version, closed.Reason));
        Assert.Equal("completed", episode.Text("closeReason"));
        Assert.Equal(1, (await fixture.SqlAsync<long>("select count(*) from audit where source_message_id = $1", message)).Single());
    }

    [Fact]
    public async Task Discharge_UnknownEpisode_IsHandledWithoutEffect()
    {
        var provider = await Provider.OpenAsync(fixture);
        await fixture.DeliverAsync(provider.Discharge(new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7())));
        Assert.Empty(await fixture.PublishedAsync<EpisodeClosed>(provider.Organization));
    }

    [Fact]
    public async Task Review_StepDown_PublishesTheEpisodeAtAHigherVersion()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        await fixture.DeliverAsync(provider.Review(admitted, "continue", "iop"));
        await fixture.DeliverAsync(provider.Review(admitted, "step-down", "outpatient"));
        var changed = await fixture.PublishedAsync<PatientAdmitted>(provider.Organization, episode => episode.Version == 2);
        Assert.Equal((admitted.EpisodeId, "outpatient", 2), (changed.EpisodeId, changed.LevelOfCare, changed.Baseline.Count));
        Assert.Equal("outpatient", (await provider.Intake.Get(Path(admitted.EpisodeId)).OkAsync()).Text("levelOfCare"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Review_TwoSteps_NewestWinsInAnyOrder(bool reversed)
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        var steps = new[]
        {
            provider.Review(admitted, "step-up", "php", provider.Now.AddMinutes(1)),
            provider.Review(admitted, "step-down", "outpatient", provider.Now.AddMinutes(2)),
        };
        foreach (var step in reversed ? Enumerable.Reverse(steps) : steps) await fixture.DeliverAsync(step);
        Assert.Equal("outpatient", (await provider.Intake.Get(Path(admitted.EpisodeId)).OkAsync()).Text("levelOfCare"));
    }

    [Fact]
    public async Task Review_AfterClosing_ChangesNothing()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        await fixture.DeliverAsync(provider.Discharge(admitted));
        await fixture.DeliverAsync(provider.Review(admitted, "step-up", "php"));
        Assert.Equal("iop", (await provider.Intake.Get(Path(admitted.EpisodeId)).OkAsync()).Text("levelOfCare"));
        Assert.Single(await fixture.PublishedAsync<PatientAdmitted>(provider.Organization));
    }

    [Fact]
    public async Task Get_OutOfReach_IsNotFound()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        await provider.AsPatient(Guid.CreateVersion7()).Get(Path(admitted.EpisodeId)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsElsewhere(Roles.Therapist).Get(Path(admitted.EpisodeId)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsStranger(Roles.Therapist).Get(Path(admitted.EpisodeId)).AnswersAsync(HttpStatusCode.NotFound);
        await provider.AsPartner().Get(Path(admitted.EpisodeId)).AnswersAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task List_ByStatusAndSite()
    {
        var provider = await Provider.OpenAsync(fixture);
        var admitted = await provider.AdmitAsync();
        var other = await provider.AdmitAsync();
        await fixture.DeliverAsync(provider.Discharge(other));
        var open = await provider.As(Roles.ComplianceOfficer).Get($"{Provider.Api}/episodes?status=open&siteId={provider.Site}").OkAsync();
        var closed = await provider.Intake.Get($"{Provider.Api}/episodes?status=closed").OkAsync();
        var page = await provider.Intake.Get($"{Provider.Api}/episodes?limit=1").OkAsync();
        var rest = await provider.Intake.Get($"{Provider.Api}/episodes?limit=1&cursor={page.Text("next")}").OkAsync();
        Assert.Equal(admitted.EpisodeId, open["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>());
        Assert.Equal(other.EpisodeId, closed["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>());
        Assert.Equal(admitted.EpisodeId, rest["items"]!.AsArray().Single()!["id"]!.GetValue<Guid>());
        await provider.Intake.Get($"{Provider.Api}/episodes?status=paused").WrongFieldsAsync("status");
    }
}
