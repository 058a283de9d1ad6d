using System.Net;
using System.Text.Json;
using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ProgramState.Tests.Features;

public sealed class AsOfTests(ProgramStateFixture fixture)
{
    private const int Moments = 100;

    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    /// <summary>While events and late corrections come in, the state is read at 100 moments; asked later, asOf says the same.</summary>
    [Fact]
    public async Task AsOf_AtHundredMoments_EqualsWhatWasLiveThen()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        var client = fixture.As(story, Roles.Therapist);
        var seen = new List<EpisodeView>();
        var sending = SendAsync();
        for (var moment = 0; moment < Moments; moment++)
        {
            seen.Add(await client.GetAsync<EpisodeView>(story.EpisodePath()));
            await Task.Delay(Random.Shared.Next(40), TestContext.Current.CancellationToken);
        }

        await sending;
        Assert.True(seen.Select(view => view.Version).Distinct().Count() > 10, "The moments should lie between the events.");
        foreach (var live in seen)
        {
            var then = await client.GetAsync<EpisodeView>($"{story.EpisodePath()}?asOf={Uri.EscapeDataString(live.AsOf.ToString("O"))}");
            Assert.Equal(Write(live), Write(then));
        }
    }

    [Fact]
    public async Task AsOf_OfABoard_EqualsWhatWasLiveThen()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted(), story.TaskOpened());
        var client = fixture.As(story, Roles.SiteManager);
        var live = await client.GetAsync<BoardView>(story.BoardPath());
        await fixture.DeliverAllAsync(story.TaskAcknowledged(), story.Closed());
        var then = await client.GetAsync<BoardView>($"{story.BoardPath()}?asOf={Uri.EscapeDataString(live.AsOf.ToString("O"))}");
        Assert.Equal(1, live.Census);
        Assert.Equal(Write(live), Write(then));
    }

    [Fact]
    public async Task AsOf_BeforeAnythingOrInTheFuture_IsRefused()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        var client = fixture.As(story, Roles.Therapist);
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync($"{story.EpisodePath()}?asOf=2020-01-01T00:00:00Z"));
        Assert.Equal(HttpStatusCode.BadRequest, await client.StatusAsync($"{story.EpisodePath()}?asOf=2120-01-01T00:00:00Z"));
        Assert.Equal(HttpStatusCode.BadRequest, await client.StatusAsync($"{story.EpisodePath()}?asOf=yesterday"));
        Assert.Equal(HttpStatusCode.NotFound, await client.StatusAsync($"{story.BoardPath()}?asOf=2020-01-01T00:00:00Z"));
    }

    private async Task SendAsync()
    {
        BusMessage[] events =
        [
            story.Prescribed(), story.Scheduled(1, 0, 1, 2), story.Attended(story.Monday), story.Scored(14, 3), story.Scheduled(2, 0, 1),
            story.Attended(story.Monday, "partial", 90, 2), story.Planned(), story.Authorized(20, 30), story.TaskOpened(),
            story.Attended(story.Monday.AddDays(-7), "absent"), story.Attended(story.Monday.AddDays(-6), "absent"),
            story.Attended(story.Monday.AddDays(-6), "excused", 0, 2), story.TaskAcknowledged(), story.Scored(9, 1),
            story.Scored(11, 3, version: 2), story.Certified(9), story.Reviewed(), story.Authorized(2, 30, version: 2),
            story.Prescribed(300, 2, story.Today), story.Attended(story.Monday, "absent", 0, 3), story.Closed(),
        ];
        foreach (var message in events)
        {
            await fixture.DeliverAsync(message);
        }
    }

    private static string Write(object view) => JsonSerializer.Serialize(view, JsonSerializerOptions.Web);
}
