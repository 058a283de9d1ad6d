using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests.Grains;

/// <summary>The service as a process of its own, killed without warning and started again at the same ports.</summary>
public sealed class KilledSiloTests : IAsyncLifetime
{
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    /// <summary>Its own queues and database: the process would take the messages of other tests.</summary>
    private readonly ProgramStateFixture fixture = new();

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Episode_AfterItsSiloWasKilled_AnswersWithTheWholeState()
    {
        await using var keys = await SiloProcess.StartKeysAsync();
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted(), story.Planned(), story.Attended(story.Monday));
        using var silo = SiloProcess.Of(fixture, keys, ProgramStateFixture.SiloSettings(), (await TestServers.GetAsync()).Redis);
        using var client = silo.Client(Callers.Staff(story.Organization, Roles.Therapist));
        var process = await silo.StartAsync(client);
        Assert.Equal(3, (await client.GetAsync<EpisodeView>(story.EpisodePath())).Version);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        await fixture.DeliverAllAsync(story.Attended(story.Monday, "partial", 30, 2));
        await silo.StartAsync(client);
        var view = await client.GetAsync<EpisodeView>(story.EpisodePath());
        Assert.Equal((4, "active", 30), (view.Version, view.Phase, view.Week.AttendedMinutes));
    }
}
