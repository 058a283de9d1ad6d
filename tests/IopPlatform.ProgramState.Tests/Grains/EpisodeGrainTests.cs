using IopPlatform.Contracts.ProgramState.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace IopPlatform.ProgramState.Tests.Grains;

public sealed class EpisodeGrainTests(ProgramStateFixture fixture)
{
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    private IGrainFactory Factory => fixture.Services.GetRequiredService<IGrainFactory>();

    private IEpisodeGrain Grain => Factory.GetGrain<IEpisodeGrain>(story.Episode, story.Organization.ToString());

    [Fact]
    public async Task Append_Twice_IsOneEntry()
    {
        var message = Incoming(story.Admitted());
        Assert.Equal(AppendOutcome.Applied, await Grain.AppendAsync(message));
        Assert.Equal(AppendOutcome.Duplicate, await Grain.AppendAsync(message));
        Assert.Equal(1, (await Grain.GetAsync())!.Version);
        Assert.Equal(1, await CountAsync("journal", "episode_id", story.Episode));
        Assert.Equal(1, await CountAsync("audit", "source_message_id", message.MessageId));
    }

    [Fact]
    public async Task Get_AfterTheActivationHasGone_IsTheSame()
    {
        await Grain.AppendAsync(Incoming(story.Admitted()));
        await Grain.AppendAsync(Incoming(story.Attended(story.Monday, "absent")));
        await Grain.AppendAsync(Incoming(story.Attended(story.Monday.AddDays(-1), "absent")));
        var before = await Grain.GetAsync();
        await Factory.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);
        var after = await Grain.GetAsync();
        Assert.Equal(Comparable(before), Comparable(after));

        // Alert levels were folded back, too: nothing is published a second time.
        await Grain.AppendAsync(Incoming(story.Planned()));
        var changes = await fixture.PublishedAsync<EpisodeAlertChanged>(story.Organization);
        Assert.Single(changes, change => change.Kind == AlertKinds.MissesInARow);
    }

    /// <summary>Another activation of the same episode has written in between: this one gives way and folds again.</summary>
    [Fact]
    public async Task Append_WhenTheJournalIsAhead_GivesWayAndFoldsAgain()
    {
        await Grain.AppendAsync(Incoming(story.Admitted()));
        var foreign = Incoming(story.Planned());
        await fixture.SqlAsync<int>(
            """
            insert into journal (organization_id, episode_id, version, source_message_id, event_type, body, occurred_at, recorded_at,
                site_id, phase, open_alerts)
            select organization_id, episode_id, 2, $2, $3, $4::json, occurred_at, now(), site_id, phase, open_alerts
            from journal where episode_id = $1
            """,
            story.Episode, foreign.MessageId, foreign.MessageType, foreign.Body);
        var message = Incoming(story.Attended(story.Monday));
        Assert.Equal(AppendOutcome.Conflict, await Grain.AppendAsync(message));
        Assert.Equal(AppendOutcome.Applied, await Grain.AppendAsync(message));
        var view = await Grain.GetAsync();
        Assert.Equal((3, "active"), (view!.Version, view.Phase));
        Assert.NotNull(view.Due.PlanReviewOn);
        Assert.Equal(AppendOutcome.Duplicate, await Grain.AppendAsync(foreign));
    }

    [Fact]
    public async Task Get_OfAnUnknownEpisode_IsNull() => Assert.Null(await Grain.GetAsync());

    /// <summary>Between silos views travel serialized; within one they do not, so this is the only place to notice a gap.</summary>
    [Fact]
    public async Task View_AcrossSilos_ArrivesWhole()
    {
        await Grain.AppendAsync(Incoming(story.Admitted()));
        await Grain.AppendAsync(Incoming(story.Scored(12, 2)));
        await Grain.AppendAsync(Incoming(story.Authorized(10, 20)));
        await Grain.AppendAsync(Incoming(story.Scheduled(1, 0, 1, 2, 3, 4, 5, 6)));
        var view = await Grain.GetAsync();
        var serializer = fixture.Services.GetRequiredService<Serializer>();
        Assert.Equal(Comparable(view), Comparable(serializer.Deserialize<EpisodeView>(serializer.SerializeToArray(view!))));
    }

    private static IncomingMessage Incoming(Contracts.BusMessage message) => new(
        Guid.CreateVersion7(), "test", MessageTypes.NameOf(message), MessageTypes.Write(message), null);

    private static string Comparable(EpisodeView? view) => System.Text.Json.JsonSerializer.Serialize(view! with { AsOf = default });

    private async Task<long> CountAsync(string table, string column, Guid value) =>
        (await fixture.SqlAsync<long>($"select count(*) from {table} where {column} = $1", value)).Single();
}
