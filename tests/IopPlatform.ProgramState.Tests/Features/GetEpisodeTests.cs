using System.Net;
using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Features.Episodes;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests.Features;

public sealed class GetEpisodeTests(ProgramStateFixture fixture)
{
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(Roles.Therapist, HttpStatusCode.OK)]
    [InlineData(Roles.MedicalDirector, HttpStatusCode.OK)]
    [InlineData(Roles.UtilizationReviewer, HttpStatusCode.OK)]
    [InlineData(Roles.SiteManager, HttpStatusCode.OK)]
    [InlineData(Roles.IntakeCoordinator, HttpStatusCode.OK)]
    [InlineData(Roles.ComplianceOfficer, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Partner, HttpStatusCode.Forbidden)]
    public async Task Get_ByRole(string role, HttpStatusCode expected)
    {
        await fixture.DeliverAllAsync(story.Admitted());
        Assert.Equal(expected, await fixture.As(story, role).StatusAsync(story.EpisodePath()));
    }

    [Fact]
    public async Task Get_FromElsewhere_NotFound()
    {
        await fixture.DeliverAllAsync(story.Admitted());
        var path = story.EpisodePath();
        var stranger = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.Therapist));
        var otherSite = fixture.Client(Callers.StaffOf(story.Organization, [Guid.CreateVersion7()], Roles.Therapist));
        var otherPatient = fixture.Client(Callers.Patient(story.Organization, Guid.CreateVersion7()));
        var ownSite = fixture.Client(Callers.StaffOf(story.Organization, [story.Site], Roles.Therapist));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await otherSite.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await otherPatient.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await ownSite.StatusAsync($"/api/program-state/episodes/{Guid.CreateVersion7()}"));
        Assert.Equal(HttpStatusCode.OK, await ownSite.StatusAsync(path));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.AnonymousClient().StatusAsync(path));
    }

    [Fact]
    public async Task Get_AsThePatient_ShowsNoAlertsAndIsAudited()
    {
        await fixture.DeliverAllAsync(story.Admitted(), story.TaskOpened(), story.Scored(3, 1, "C-SSRS-SCREENER", "high"));
        var staff = await fixture.EpisodeAsync(story);
        var own = await fixture.Client(Callers.Patient(story.Organization, story.Patient)).GetAsync<EpisodeView>(story.EpisodePath());
        Assert.Contains(staff.OpenAlerts, alert => alert.Kind == AlertKinds.SafetyOpen);
        Assert.Empty(own.OpenAlerts);
        Assert.Null(Assert.Single(own.Scores).SafetyLevel);
        var reads = await fixture.SqlAsync<string>("select view from chart_reads where patient_id = $1", story.Patient);
        Assert.Equal(["episode", "episode"], reads);
    }

    [Fact]
    public async Task Get_AfterAMove_FollowsTheNewSite()
    {
        await fixture.DeliverAllAsync(story.Admitted());
        var site = Guid.CreateVersion7();
        await fixture.DeliverAllAsync(story.Admitted(version: 2) with { SiteId = site });
        var former = fixture.Client(Callers.StaffOf(story.Organization, [story.Site], Roles.Therapist));
        var present = fixture.Client(Callers.StaffOf(story.Organization, [site], Roles.Therapist));
        Assert.Equal(HttpStatusCode.NotFound, await former.StatusAsync(story.EpisodePath()));
        Assert.Equal(2, (await present.GetAsync<EpisodeView>(story.EpisodePath())).Version);
    }

    [Fact]
    public async Task Event_BeforeTheAdmission_OpensAProvisionalEpisode()
    {
        await fixture.DeliverAllAsync(story.TaskOpened());
        var provisional = await fixture.EpisodeAsync(story);
        Assert.Equal("provisional", provisional.Phase);
        Assert.Empty(await fixture.PublishedAsync<EpisodeAlertChanged>(story.Organization));

        await fixture.DeliverAllAsync(story.Admitted());
        Assert.Equal("admitted", (await fixture.EpisodeAsync(story)).Phase);
        var opened = await fixture.PublishedAsync<EpisodeAlertChanged>(
            story.Organization, change => change.Kind == AlertKinds.SafetyOpen);
        Assert.Equal((true, 1L, story.Episode, story.Patient, story.Site, (Guid?)story.Therapist),
            (opened.Open, opened.Version, opened.EpisodeId, opened.PatientId, opened.SiteId, opened.PrimaryTherapistId));
    }

    /// <summary>Nothing happens any more, and still the alert opens when the note's day is over; signing closes it.</summary>
    [Fact]
    public async Task NoteOverdue_OpensByTimeAlone()
    {
        var end = TimeProvider.System.GetUtcNow() - DueDays.NoteWithin + TimeSpan.FromSeconds(4);
        var attendance = story.Attended(story.Session(end.AddHours(-3), end));
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted(), attendance);
        Assert.DoesNotContain((await fixture.EpisodeAsync(story)).OpenAlerts, alert => alert.Kind == AlertKinds.NoteOverdue);
        var opened = await fixture.PublishedAsync<EpisodeAlertChanged>(
            story.Organization, change => change.Kind == AlertKinds.NoteOverdue && change.Open);
        Assert.Equal(1, opened.Version);

        await fixture.DeliverAllAsync(story.Noted(attendance));
        var closed = await fixture.PublishedAsync<EpisodeAlertChanged>(
            story.Organization, change => change.Kind == AlertKinds.NoteOverdue && !change.Open);
        Assert.Equal((2L, opened.AlertId), (closed.Version, closed.AlertId));
    }

    [Fact]
    public async Task Closing_ClosesAlertsAndPlansNothingMore()
    {
        await fixture.DeliverAllAsync(story.Admitted(), story.TaskOpened());
        Assert.Equal(1, await PlannedAsync());
        await fixture.DeliverAllAsync(story.Closed());
        Assert.Equal(0, await PlannedAsync());
        await fixture.PublishedAsync<EpisodeAlertChanged>(
            story.Organization, change => change.Kind == AlertKinds.SafetyOpen && !change.Open && change.Version == 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Authorization_WithoutEpisode_ReachesIt(bool beforeAdmission)
    {
        var authorization = story.Authorized(30, 40, named: false);
        await fixture.DeliverAllAsync(beforeAdmission ? [authorization, story.Admitted()] : [story.Admitted(), authorization]);
        await Eventually.BecomesTrueAsync(
            async () => (await fixture.EpisodeAsync(story)).Authorization?.UnitsLeft == 30, "the authorization to reach the episode");
    }

    [Fact]
    public async Task Score_WithoutEpisode_IsSkipped()
    {
        await fixture.DeliverAllAsync(story.Scored(12, 1) with { EpisodeId = null });
        Assert.Empty(await fixture.SqlAsync<long>("select version from journal where organization_id = $1", story.Organization));
    }

    [Fact]
    public async Task Journal_InPages_HoldsEveryEventOnce()
    {
        var twice = Guid.CreateVersion7();
        await fixture.DeliverAsync(story.Admitted(), twice);
        await fixture.DeliverAllAsync(story.Planned(), story.Prescribed());
        await fixture.DeliverAsync(story.Admitted(), twice);
        var director = fixture.As(story, Roles.MedicalDirector);
        var first = await director.GetAsync<Page<JournalItem>>($"{story.EpisodePath()}/journal?limit=2");
        var second = await director.GetAsync<Page<JournalItem>>($"{story.EpisodePath()}/journal?limit=2&cursor={first.Next}");
        Assert.Equal(["PrescriptionChanged", "PlanSigned", "PatientAdmitted"], first.Items.Concat(second.Items).Select(item => item.EventType));
        Assert.Null(second.Next);
        Assert.Equal(540, first.Items[0].Body.GetProperty("weeklyMinutes").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, await director.StatusAsync($"{story.EpisodePath()}/journal?cursor=nonsense"));
        Assert.Equal(HttpStatusCode.OK, await fixture.As(story, Roles.ComplianceOfficer).StatusAsync($"{story.EpisodePath()}/journal"));
        Assert.Equal(HttpStatusCode.Forbidden, await fixture.As(story, Roles.Therapist).StatusAsync($"{story.EpisodePath()}/journal"));
        var stranger = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.MedicalDirector));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"{story.EpisodePath()}/journal"));
    }

    private async Task<long> PlannedAsync() =>
        (await fixture.SqlAsync<long>("select count(*) from due where organization_id = $1", story.Organization)).Single();
}
