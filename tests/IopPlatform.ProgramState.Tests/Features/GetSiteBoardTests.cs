using System.Net;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests.Features;

public sealed class GetSiteBoardTests(ProgramStateFixture fixture)
{
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Get_ShowsCensusPresenceSessionsAndAlerts()
    {
        var second = new Story(story.Now) { Organization = story.Organization, Site = story.Site };
        var session = story.Session(story.Now.AddMinutes(-30), story.Now.AddHours(1));
        await fixture.DeliverAllAsync(
            story.SiteOpened(), story.Admitted(), story.Scheduled(1) with { Sessions = [session] }, story.TaskOpened(),
            story.Attended(session, "checked-in"), second.Admitted());
        var client = fixture.As(story, Roles.SiteManager);
        var board = await Eventually.GetAsync(
            async () => await client.GetAsync<BoardView>(story.BoardPath()) is { Census: 2, HereNow: 1 } seen ? seen : null,
            "the board to show both episodes");
        Assert.Equal(("Aspen House", Story.Zone), (board.Name, board.TimeZone));
        Assert.Equal((session.SessionId, 1, 1), (board.SessionsNow[0].SessionId, board.SessionsNow[0].Expected, board.SessionsNow[0].Here));
        Assert.Equal(1, board.OpenAlerts.Single(alert => alert.Kind == AlertKinds.SafetyOpen).Count);
    }

    [Fact]
    public async Task Get_AfterClosing_HealsWithoutAnyHint()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        var client = fixture.As(story, Roles.SiteManager);
        Assert.Equal(1, (await client.GetAsync<BoardView>(story.BoardPath())).Census);

        // As if the episode's grain had written, but its hint was lost.
        await fixture.SqlAsync<int>("update episodes set phase = 'closed' where id = $1", story.Episode);
        await Eventually.BecomesTrueAsync(
            async () => (await client.GetAsync<BoardView>(story.BoardPath())).Census == 0, "the board to read again");
    }

    [Fact]
    public async Task Get_ByRoleAndReach()
    {
        await fixture.DeliverAllAsync(story.SiteOpened());
        var path = story.BoardPath();
        foreach (var role in Roles.Staff)
        {
            Assert.Equal(HttpStatusCode.OK, await fixture.As(story, role).StatusAsync(path));
        }

        var patient = fixture.Client(Callers.Patient(story.Organization, story.Patient));
        var elsewhere = fixture.Client(Callers.StaffOf(story.Organization, [Guid.CreateVersion7()], Roles.SiteManager));
        var stranger = fixture.Client(Callers.Staff(Callers.NewOrganization(), Roles.SiteManager));
        Assert.Equal(HttpStatusCode.Forbidden, await patient.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await elsewhere.StatusAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync(path));
    }

    [Fact]
    public async Task Site_WithALaterZone_CountsDaysInIt()
    {
        await fixture.DeliverAllAsync(story.SiteOpened("Etc/UTC"), story.SiteOpened("Pacific/Kiritimati", 3), story.SiteOpened("Etc/UTC", 2));
        Assert.Equal("Pacific/Kiritimati", (await fixture.As(story, Roles.SiteManager).GetAsync<BoardView>(story.BoardPath())).TimeZone);
    }
}
