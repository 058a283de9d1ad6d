using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Grains;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IopPlatform.ProgramState.Tests.Grains;

/// <summary>
/// The worst that can happen to grains: two silos that do not know of each other take turns with the same episode. The journal's
/// keys keep it whole. The second silo also stands for the one that takes over from a dead one.
/// </summary>
public sealed class SplitBrainTests
{
    [Fact]
    public async Task TwoSilosOnOneJournal_EveryEventOnce_SameStateOnBoth()
    {
        await using var one = new ProgramStateFixture();
        await one.InitializeAsync();
        await using var other = await StartAnotherAsync(one);
        var story = new Story(TimeProvider.System.GetUtcNow());
        BusMessage[] events =
        [
            story.SiteOpened(), story.Admitted(), story.Planned(), story.Prescribed(), story.Scheduled(1, 0, 1, 2),
            .. Enumerable.Range(1, 12).Select(day => story.Attended(story.Today.AddDays(-day), day % 3 == 0 ? "absent" : "attended")),
            story.Scored(14, 6), story.Scored(9, 2), story.Reviewed(), story.Certified(30), story.Authorized(20, 30),
        ];

        // Both silos take messages from the same queues, each event comes twice, and nothing waits for anything.
        var ids = await Task.WhenAll(events.Select(message => one.PublishAsync(message)));
        await Task.WhenAll(events.Zip(ids).Select(pair => one.PublishAsync(pair.First, pair.Second)));
        await Eventually.BecomesTrueAsync(
            async () => (await one.SqlAsync<long>("select count(distinct message_id) from inbox where message_id = any($1)", ids)).Single() == ids.Length,
            "each event to be handled",
            TimeSpan.FromSeconds(60));

        var versions = await one.SqlAsync<long>("select version from journal where episode_id = $1 order by version", story.Episode);
        Assert.Equal(Enumerable.Range(1, events.Length - 1).Select(version => (long)version), versions);
        Assert.Equal(0, (await one.SqlAsync<long>("select count(*) from parked_messages")).Single());

        var expected = EpisodeProjection.View(
            story.Episode, events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), versions.Count, story.Now, Story.Calendar,
            InstrumentCatalog.Default);
        foreach (var services in new[] { one.Services, other.Services })
        {
            // As the endpoint does, which reads the version beside the caller's reach: so no stale activation is believed.
            var view = await services.GetRequiredService<IGrainFactory>()
                .GetGrain<IEpisodeGrain>(story.Episode, story.Organization.ToString())
                .GetAsync(versions.Count);
            Assert.Equal((expected.Version, expected.Phase), (view!.Version, view.Phase));
            Assert.Equal(expected.Attendance, view.Attendance);
            Assert.Equal(expected.Due, view.Due);
        }
    }

    private static async Task<WebApplicationFactory<ProgramStateAssembly>> StartAnotherAsync(ProgramStateFixture one)
    {
        var servers = await TestServers.GetAsync();
        Dictionary<string, string> settings = new(ProgramStateFixture.SiloSettings())
        {
            ["ConnectionStrings:program-state"] = one.Database.App,
            ["ConnectionStrings:program-state-relay"] = one.Database.Relay,
            ["ConnectionStrings:rabbitmq"] = one.Broker,
            ["ConnectionStrings:redis"] = servers.Redis,
            [TestKeys.Setting] = TestKeys.Platform,
            ["Authentication:Issuer"] = TestTokens.Issuer,
        };
        var factory = new WebApplicationFactory<ProgramStateAssembly>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            foreach (var (key, value) in settings.Concat(one.Seals.Configuration)) web.UseSetting(key, value);
            web.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        });
        factory.StartServer();
        return factory;
    }
}
