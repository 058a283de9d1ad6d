using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Checking;
using IopPlatform.Journeys;
using IopPlatform.Journeys.Gateway;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>Two instances of everything: one may go at any time, on purpose or not.</summary>
[Collection(AloneCollection.Name)]
public sealed class ReplicaTests(ReplicatedPlatform platform) : IClassFixture<ReplicatedPlatform>
{
    private const int Patients = 20;

    /// <summary>A patient's way has about forty steps, so the kills fall into the first two thirds of the load.</summary>
    private const int StepsBetweenKills = 60;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Services =
        ["identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes"];

    /// <summary>
    /// The one error that a person may see is the documented one: a write that is not repeatable was under way at the instance
    /// that died. Whatever was acknowledged is there, once.
    /// </summary>
    [Fact]
    public async Task Journeys_AnInstanceOfEachServiceKilledInTurn_SeeNoOtherErrorThanAnUnknownOutcome()
    {
        var steps = new StepCount();
        var journeys = JourneyRun.RunAsync(platform.Journeys(Patients, parallel: 8, seed: 11), steps, Cancel);
        foreach (var (turn, service) in Services.Index())
        {
            await Task.WhenAny(journeys, steps.ReachedAsync((turn + 1) * StepsBetweenKills));
            Assert.False(journeys.IsCompleted, $"The journeys had ended before {service}-2 was killed.");
            await platform.Platform.KillAsync($"{service}-2");
        }

        var report = await journeys;
        Assert.All(report.Errors, error => Assert.Matches("outcome-unknown|Bad Gateway", error.Explanation));
        Assert.InRange(report.Errors.Count(), 0, Services.Length);
        foreach (var service in Services) await platform.Platform.WaitHealthyAsync($"{service}-2", Cancel);

        var api = await PublicApi.ReadAsync(platform.Gateway);
        Assert.Empty(await platform.Checker.CheckAsync(platform.Exchanges.Acknowledged(api), TimeSpan.FromSeconds(60)));
    }

    /// <summary>Reads, and writes that the gateway never repeats: each restart is orderly, so none of either fails.</summary>
    [Fact]
    public async Task Restart_EachInstanceInTurnUnderLoad_LosesNoRequest()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (answered, failed) = (0, new ConcurrentQueue<string>());
        using var staff = platform.Client(Callers.Staff(JourneyPlatform.Harbor, Roles.SiteManager));
        using var partner = new HttpClient { BaseAddress = platform.Gateway };
        var load = Enumerable.Range(0, 6).Select(worker => worker % 2 == 0
            ? RepeatAsync(SitesAsync, TimeSpan.FromMilliseconds(50))
            : RepeatAsync(TokenAsync, TimeSpan.FromMilliseconds(500))).ToList();

        await platform.Platform.RestartAsync("identity", Cancel);
        await platform.Platform.RestartAsync("identity-2", Cancel);
        await end.CancelAsync();
        await Task.WhenAll(load);

        Assert.Empty(failed);
        Assert.True(answered > 200, $"Only {answered} requests were sent meanwhile.");

        async Task RepeatAsync(Func<Task<HttpResponseMessage>> request, TimeSpan each)
        {
            // At a pace: Identity limits how many tokens an account may ask for in a minute.
            using var pace = new PeriodicTimer(each);
            while (!end.IsCancellationRequested)
            {
                await pace.WaitForNextTickAsync(Cancel);
                try
                {
                    using var response = await request();
                    Interlocked.Increment(ref answered);
                    if (response.StatusCode != HttpStatusCode.OK) failed.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}");
                }
                catch (HttpRequestException exception)
                {
                    failed.Enqueue(exception.Message);
                }
            }
        }

        Task<HttpResponseMessage> SitesAsync() => staff.GetAsync("/api/identity/sites", Cancel);

        Task<HttpResponseMessage> TokenAsync() => partner.PostAsync(
            "/connect/token",
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "demo-partner",
                ["client_assertion_type"] = PartnerKey.AssertionType,
                ["client_assertion"] = PartnerKey.Assertion(platform.Platform.Secrets.PartnerKey, platform.Gateway, TimeProvider.System.GetUtcNow()),
                ["scope"] = "api",
            }),
            Cancel);
    }

    /// <summary>Whichever silo or gateway a stream runs through: it ends in good order, and the next one shows the same board.</summary>
    [Theory]
    [InlineData("program-state", "program-state-2")]
    [InlineData("gateway-2")]
    public async Task Restart_OpenStream_EndsCleanlyAndOpensAgain(params string[] restarted)
    {
        using var staff = platform.Client(Callers.Staff(JourneyPlatform.Harbor, Roles.SiteManager), "gateway-2");
        var site = JsonNode.Parse(await staff.GetStringAsync("/api/identity/sites", Cancel))!["items"]![0]!["id"]!.GetValue<Guid>();
        using var stream = await WatchAsync(staff, site);
        var read = stream.Content.ReadAsStringAsync(Cancel);
        foreach (var resource in restarted) await platform.Platform.RestartAsync(resource, Cancel);

        Assert.Contains("event: state", await read, StringComparison.Ordinal);
        using var again = await WatchAsync(staff, site);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    /// <summary>No silo is a member of anything then: both end themselves and join anew, while clients see nothing but delays.</summary>
    [Fact]
    public async Task Redis_RestartedEmptyUnderLoad_SilosJoinAgainAndNothingIsLost()
    {
        var silos = platform.Platform.Instances("program-state");
        var before = Restarts();
        var steps = new StepCount();
        var load = platform.Journeys(patients: 8, parallel: 4, seed: 12) with { RepeatFor = TimeSpan.FromSeconds(90) };
        var journeys = JourneyRun.RunAsync(load, steps, Cancel);
        await Task.WhenAny(journeys, steps.ReachedAsync(StepsBetweenKills));
        await platform.Platform.RestartRedisEmptyAsync(platform.DataFolder);
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(Restarts().Zip(before).All(silo => silo.First > silo.Second)), "both silos to see that Redis has forgotten them");

        Assert.Empty((await journeys).Errors);
        foreach (var silo in silos) await platform.Platform.WaitHealthyAsync(silo, Cancel);
        var api = await PublicApi.ReadAsync(platform.Gateway);
        Assert.Empty(await platform.Checker.CheckAsync(platform.Exchanges.Acknowledged(api), TimeSpan.FromSeconds(60)));

        List<int> Restarts() => [.. platform.Platform.Status().Where(resource => silos.Contains(resource.Name)).Select(resource => resource.Restarts)];
    }

    private static Task<HttpResponseMessage> WatchAsync(HttpClient client, Guid site)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/sites/{site}/board");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
