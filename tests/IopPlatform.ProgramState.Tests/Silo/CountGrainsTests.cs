using System.Net;
using System.Net.Http.Headers;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ProgramState.Silo;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests.Silo;

public sealed class CountGrainsTests(ProgramStateFixture fixture)
{
    private const string Path = "/internal/grains";
    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Grains_AfterAnEpisodeAndABoardWereSeen_AreCountedByClass()
    {
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted());
        await fixture.EpisodeAsync(story);
        await fixture.As(story, Roles.SiteManager).GetAsync<BoardView>(story.BoardPath());
        using var client = Machine(Roles.Operator);
        var counts = await client.GetAsync<GrainCount[]>(Path);
        Assert.Equal(["EpisodeGrain", "SiteBoardGrain"], counts.Select(count => count.Grain));
        Assert.All(counts, count => Assert.True(count.Active > 0, $"No {count.Grain} is active."));
    }

    [Fact]
    public void Count_SeveralSilosAndOrleansOwn_AddsUpOurs() => Assert.Equal(
        [new GrainCount("EpisodeGrain", 5), new GrainCount("SiteBoardGrain", 1)],
        CountGrains.Count(
        [
            ("IopPlatform.ProgramState.Grains.SiteBoardGrain,IopPlatform.ProgramState", 1),
            ("IopPlatform.ProgramState.Grains.EpisodeGrain,IopPlatform.ProgramState", 2),
            ("IopPlatform.ProgramState.Grains.EpisodeGrain,IopPlatform.ProgramState", 3),
            ("Orleans.Runtime.Management.ManagementGrain,Orleans.Runtime", 7),
        ]));

    /// <summary>Numbers over all organizations are for operators alone.</summary>
    [Fact]
    public async Task Grains_OfAnybodyElse_AreRefused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.AnonymousClient().StatusAsync(Path));
        Assert.Equal(HttpStatusCode.Forbidden, await fixture.As(story, Roles.SiteManager).StatusAsync(Path));
        using var service = Machine(Roles.Service);
        Assert.Equal(HttpStatusCode.Forbidden, await service.StatusAsync(Path));
    }

    private HttpClient Machine(string role)
    {
        var client = fixture.AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.ForMachine(role));
        return client;
    }
}
