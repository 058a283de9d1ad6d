using System.Net;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.SafetyTasks;

public sealed class SafetyTaskTests(ClinicalNotesFixture fixture)
{
    private const string Path = $"{Answers.Api}/safety-tasks";

    [Fact]
    public async Task ScoreRecorded_SentTwiceAndRepeated_OpensOneTask()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var score = Score(clinic, episode, "high");
        var messageId = await fixture.PublishAsync(score);
        await fixture.DeliverAsync(score, messageId);
        await fixture.DeliverAsync(score);
        await fixture.DeliverAsync(score);
        var opened = Assert.Single(await fixture.PublishedAsync<SafetyTaskOpened>(clinic.Organization));
        Assert.Equal(
            ("high", episode.Id, episode.PatientId, 1L), (opened.Level, opened.EpisodeId, opened.PatientId, opened.Version));
        Assert.Equal(score.OccurredAt.AddMinutes(15), opened.AcknowledgeBy, TimeSpan.FromMilliseconds(1));
        Assert.Single(await fixture.SqlAsync<Guid>("select id from safety_tasks where source_id = $1", score.ResponseId));
    }

    [Fact]
    public async Task ScoreRecorded_ManyAtOnce_OpensOneTask()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var score = Score(clinic, await clinic.AdmitAsync(), "low");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.DeliverAsync(score)));
        var opened = Assert.Single(await fixture.PublishedAsync<SafetyTaskOpened>(clinic.Organization));
        Assert.Equal(score.OccurredAt.AddHours(8), opened.AcknowledgeBy, TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Each kind has a task, a page and an acknowledgment of its own; other flags are for whoever reads the response.</summary>
    [Fact]
    public async Task ScoreRecorded_WithWithdrawalAndOverdoseFlags_OpensATaskOfEachKind()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var score = Score(clinic, await clinic.AdmitAsync(), "moderate") with
        {
            FlagKinds = ["use", "withdrawal", "overdose", "medical", "overdose"],
        };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.DeliverAsync(score)));
        await fixture.DeliverAsync(score);
        var opened = await fixture.PublishedAsync<SafetyTaskOpened>(clinic.Organization);
        Assert.Equal(
            [("overdose", "indeterminate", 480), ("risk", "moderate", 15), ("withdrawal", "indeterminate", 480)],
            opened.Select(task => (task.Kind, task.Level, (int)Math.Round((task.AcknowledgeBy - score.OccurredAt).TotalMinutes))).Order());

        var withdrawal = opened.Single(task => task.Kind == "withdrawal").TaskId;
        await clinic.AsTherapist().PostAsync($"{Path}/{withdrawal}/acknowledge", new { disposition = "CIWA-Ar of 4; nurse informed." })
            .IsAsync(HttpStatusCode.OK);
        var left = (await Clinic.GetAsync(clinic.AsDirector(), $"{Path}?status=open&siteId={clinic.Site}")).List("items");
        Assert.Equal(["risk", "overdose"], left.Select(task => task!.Text("kind")));
    }

    /// <summary>What was handled before flags were told is completed when its message is replayed with them, and not doubled.</summary>
    [Fact]
    public async Task ScoreRecorded_AgainWithAFlag_OpensWhatWasMissing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var score = Score(clinic, await clinic.AdmitAsync(), "low");
        await fixture.DeliverAsync(score);
        await fixture.DeliverAsync(score with { FlagKinds = ["withdrawal"] });
        Assert.Equal(
            ["risk", "withdrawal"],
            await fixture.SqlAsync<string>("select kind from safety_tasks where source_id = $1 order by kind", score.ResponseId));
    }

    [Fact]
    public async Task ScoreRecorded_WithoutRisk_OpensNothing()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var score = Score(clinic, await clinic.AdmitAsync(), "none") with { FlagKinds = ["use", "dependence", "follow-up"] };
        await fixture.DeliverAsync(score);
        Assert.Empty(await fixture.SqlAsync<Guid>("select id from safety_tasks where source_id = $1", score.ResponseId));
    }

    [Fact]
    public async Task Acknowledge_WithDisposition_ClosesAndPublishesWithoutIt()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (id, episode) = await OpenTaskAsync(clinic, "moderate");
        var path = $"{Path}/{id}/acknowledge";
        var body = new { disposition = "Safety plan reviewed, zebra" };
        var client = clinic.AsTherapist();
        await client.PostAsync(path, new { disposition = " " }).IsFieldAsync("disposition");
        await client.PostAsync(path, body).IsAsync(HttpStatusCode.OK);
        await client.PostAsync(path, body).IsAsync(HttpStatusCode.OK);
        await clinic.AsDirector().PostAsync(path, body).IsRuleAsync("safety-task-acknowledged");
        var acknowledged = Assert.Single(await fixture.PublishedAsync<SafetyTaskAcknowledged>(clinic.Organization));
        Assert.Equal((id, episode.Id, 2L), (acknowledged.TaskId, acknowledged.EpisodeId, acknowledged.Version));
        Assert.Equal(clinic.Therapist.StaffId, acknowledged.AcknowledgedBy);
        var task = await Clinic.GetAsync(clinic.AsDirector(), $"{Path}/{id}");
        Assert.Equal("Safety plan reviewed, zebra", task.Text("disposition"));
    }

    [Fact]
    public async Task List_OpenTasks_TheMostPressingFirstWithoutDispositions()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (low, _) = await OpenTaskAsync(clinic, "low");
        var (indeterminate, _) = await OpenTaskAsync(clinic, "indeterminate");
        var (done, _) = await OpenTaskAsync(clinic, "high");
        await clinic.AsTherapist().PostAsync($"{Path}/{done}/acknowledge", new { disposition = "Seen." })
            .IsAsync(HttpStatusCode.OK);
        var client = clinic.AsDirector();
        var first = await Clinic.GetAsync(client, $"{Path}?status=open&siteId={clinic.Site}&limit=1");
        var rest = await Clinic.GetAsync(client, $"{Path}?status=open&cursor={first.Text("next")}");
        Assert.Equal(
            [indeterminate, low], first.List("items").Concat(rest.List("items")).Select(task => task.Id("id")));
        var closed = Assert.Single((await Clinic.GetAsync(client, $"{Path}?status=acknowledged")).List("items"))!;
        Assert.Equal(done, closed.Id("id"));
        Assert.Null(closed["disposition"]);
        await client.ReadAsync($"{Path}?status=late").IsFieldAsync("status");
    }

    [Fact]
    public async Task Tasks_OpenedAndAcknowledged_AreCountedOnceByKind()
    {
        await using var alone = new ClinicalNotesFixture();
        await alone.InitializeAsync();
        var clinic = await Clinic.OpenAsync(alone);
        var episode = await clinic.AdmitAsync();
        var fresh = Score(clinic, episode, "high");
        var old = Score(clinic, episode, "high") with { FlagKinds = ["withdrawal"], OccurredAt = alone.Time.GetUtcNow().AddHours(-1) };
        foreach (var score in new[] { fresh, fresh, old })
        {
            var id = await alone.PublishAsync(score);
            await alone.DeliverAsync(score, id);
        }

        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, episode);
        await clinic.AsTherapist().CreatedIdAsync($"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(episode, riskObserved: true)));
        Assert.Equal(3, alone.Total("iop.risk_flags.opened", "kind=risk"));
        Assert.Equal(1, alone.Total("iop.risk_flags.opened", "kind=withdrawal"));

        foreach (var score in new[] { fresh, fresh, old })
        {
            var task = (await alone.SqlAsync<Guid>("select id from safety_tasks where source_id = $1 and kind = 'risk'", score.ResponseId)).Single();
            await clinic.AsTherapist().PostAsync($"{Path}/{task}/acknowledge", new { disposition = "Seen." }).IsAsync(HttpStatusCode.OK);
        }

        Assert.Equal(1, alone.Total("iop.risk_flags.acknowledged", "kind=risk", "late=false"));
        Assert.Equal(1, alone.Total("iop.risk_flags.acknowledged", "kind=risk", "late=true"));
        Assert.Equal(2, alone.Total("iop.risk_flags.acknowledged"));
    }

    private async Task<(Guid Id, Episode Episode)> OpenTaskAsync(Clinic clinic, string level)
    {
        var episode = await clinic.AdmitAsync();
        var score = Score(clinic, episode, level);
        await fixture.DeliverAsync(score);
        var ids = await fixture.SqlAsync<Guid>("select id from safety_tasks where source_id = $1", score.ResponseId);
        return (ids.Single(), episode);
    }

    private ScoreRecorded Score(Clinic clinic, Episode episode, string level) => new()
    {
        OrganizationId = clinic.Organization,
        Version = 1,
        OccurredAt = fixture.Time.GetUtcNow(),
        ResponseId = Guid.CreateVersion7(),
        PatientId = episode.PatientId,
        EpisodeId = episode.Id,
        SiteId = clinic.Site,
        InstrumentId = "c-ssrs-screener",
        InstrumentVersion = "1",
        SafetyLevel = level,
        SafetyCodes = [],
        AnsweredAt = fixture.Time.GetUtcNow(),
    };
}
