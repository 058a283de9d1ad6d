using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

public sealed class BoardProjectionTests
{
    private static readonly Guid Site = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = Story.Tuesday.AddHours(1);

    [Fact]
    public void View_OfThreeEpisodes_CountsOpenOnesAndWhoIsHere()
    {
        var (here, awaited, left) = (Episode(), Episode(), Episode());
        var view = View(
            Entry(here, [AlertKinds.ReviewDue], here.Admitted(), here.Scheduled(1, 1, 2), here.Attended(here.Today, "checked-in")),
            Entry(awaited, [AlertKinds.ReviewDue, AlertKinds.NoteOverdue], awaited.Admitted(), awaited.Scheduled(1, 1)),
            Entry(left, [], left.Admitted(), left.Scheduled(1, 1), left.Closed()));
        Assert.Equal((2, 1), (view.Census, view.HereNow));
        Assert.Equal(here.Episode, Assert.Single(view.Here).EpisodeId);
        Assert.Equal([new(AlertKinds.NoteOverdue, 1), new(AlertKinds.ReviewDue, 2)], view.OpenAlerts);
    }

    [Fact]
    public void View_Sessions_NowAndLaterToday()
    {
        var story = Episode();
        var now = story.Session(story.Today);
        var later = story.Session(now.EndsAt, now.EndsAt.AddHours(1));
        var tomorrow = story.Session(story.Today.AddDays(1));
        var view = View(Entry(story, [], story.Admitted(), story.Scheduled(1, 1) with { Sessions = [now, later, tomorrow] }));
        Assert.Equal((now.SessionId, 1, 0), Seen(Assert.Single(view.SessionsNow)));
        Assert.Equal((later.SessionId, 1, 0), Seen(Assert.Single(view.SessionsNext)));
    }

    [Fact]
    public void View_ProvisionalEpisode_DoesNotCount() => Assert.Equal(0, View(Entry(Episode(), [], Episode().TaskOpened())).Census);

    private static Story Episode() => new() { Site = Site };

    private static (Guid, int, int) Seen(BoardSessionView session) => (session.SessionId, session.Expected, session.Here);

    private static BoardEntry Entry(Story story, string[] alerts, params BusMessage[] events) => BoardEntry.Of(
        story.Episode, events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), events.Length, story.Now, alerts);

    private static BoardView View(params BoardEntry[] entries) =>
        BoardProjection.View(new SiteName(Site, "Aspen House", Story.Zone), entries, Story.Tuesday, Now);
}
