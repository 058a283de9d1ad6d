using System.Text.Json.Nodes;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using StackExchange.Redis;

namespace IopPlatform.ProgramState.Tests.Grains;

/// <summary>Redis comes back without its files while two silos run: they end themselves, and once started again they are one cluster.</summary>
public sealed class EmptyRedisTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    /// <summary>SiloStatus.Active as a number.</summary>
    private const string ActiveStatus = "3";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(90);
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    /// <summary>Its own queues and database: the processes would take the messages of other tests.</summary>
    private readonly ProgramStateFixture fixture = new();

    private OwnServer redis = null!;

    public async ValueTask InitializeAsync()
    {
        await fixture.InitializeAsync();
        redis = await OwnServer.RedisAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Redis_RestartedEmpty_SilosFindEachOtherAgainAndKnowWhatTheyKnew()
    {
        await using var keys = await SiloProcess.StartKeysAsync();
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted(), story.Planned(), story.Attended(story.Monday));
        var one = ProgramStateFixture.SiloSettings();
        var two = new Dictionary<string, string>(ProgramStateFixture.SiloSettings()) { ["Orleans:ClusterId"] = one["Orleans:ClusterId"] };
        using var first = SiloProcess.Of(fixture, keys, one, redis.Address);
        using var second = SiloProcess.Of(fixture, keys, two, redis.Address);
        var caller = Callers.Staff(story.Organization, Roles.Therapist);
        using var atFirst = first.Client(caller);
        using var atSecond = second.Client(caller);
        var processes = await Task.WhenAll(first.StartAsync(atFirst), second.StartAsync(atSecond));
        await BothShowAsync(version: 3);

        await redis.StopAsync();
        redis.LoseDisk();
        await redis.StartAsync();
        foreach (var process in processes)
        {
            await process.WaitForExitAsync(Cancel).WaitAsync(EndsWithin, Cancel);
            Assert.Equal(1, process.ExitCode);
        }

        await Task.WhenAll(first.StartAsync(atFirst), second.StartAsync(atSecond));
        Assert.Equal(2, await MembersAsync(one));
        await fixture.DeliverAllAsync(story.Attended(story.Monday, "partial", 30, 2));
        await BothShowAsync(version: 4);

        async Task BothShowAsync(long version)
        {
            foreach (var client in new[] { atFirst, atSecond })
            {
                Assert.Equal(version, (await client.GetAsync<EpisodeView>(story.EpisodePath())).Version);
            }
        }
    }

    /// <summary>Of Orleans' table in Redis; the rows of those that have said good-bye stay in it.</summary>
    private async Task<int> MembersAsync(IReadOnlyDictionary<string, string> cluster)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var rows = await connection.GetDatabase().HashGetAllAsync($"{cluster["Orleans:ServiceId"]}/members/{cluster["Orleans:ClusterId"]}");
        return rows
            .Where(row => row.Name != "Version")
            .Count(row => JsonNode.Parse(row.Value.ToString())!["Status"]!.ToString() is ActiveStatus or nameof(SiloStatus.Active));
    }
}
