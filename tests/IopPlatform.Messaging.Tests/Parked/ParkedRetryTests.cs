using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Messaging.Parked;
using IopPlatform.Testing;

namespace IopPlatform.Messaging.Tests.Parked;

public sealed class ParkedRetryTests(ParkedHost counting) : IClassFixture<ParkedHost>
{
    private const string Endpoint = "counting-count-site-on-site-changed";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Retry_CauseIsGone_IsHandledOnceByItsEndpointAlone()
    {
        var message = await ParkAsync();
        Assert.Equal(1, WatchSiteOnSiteChanged.Seen[message]);

        CountSiteOnSiteChanged.Cured[organization] = true;
        counting.Time.Advance(TimeSpan.FromMinutes(1.3));
        await ClosesAsync(message);

        Assert.Equal(1, await counting.CountAsync("effects", organization));
        Assert.Equal(1, await counting.CountAsync("inbox", organization));
        Assert.Equal(1, WatchSiteOnSiteChanged.Seen[message]);
        // In the transaction of the effects: both carry its one time.
        Assert.Equal(1, await counting.CountAsync(
            "parked_messages p", organization, $"state = 'replayed' and closed_at = (select handled_at from inbox where message_id = p.message_id)"));
    }

    [Fact]
    public async Task Retry_FailsAgainAndAgain_BacksOffAndThenWaitsForAHand()
    {
        var message = await ParkAsync();
        for (var tries = 0; tries < RetrySchedule.Pauses.Count; tries++)
        {
            var row = await RowAsync(message);
            Assert.InRange(
                row.NextTryAt!.Value - row.ParkedAt, RetrySchedule.Pauses[tries], RetrySchedule.Pauses[tries] * 1.21);
            counting.Time.MoveTo(row.NextTryAt.Value + TimeSpan.FromSeconds(1));
            var expected = (tries + 2) * 4;
            await Eventually.BecomesTrueAsync(
                async () => (await RowAsync(message)).Attempts == expected, $"try {tries + 1} to have failed");
        }

        var last = await RowAsync(message);
        Assert.Equal((4, "parked"), (last.Tries, last.State));
        Assert.Null(last.NextTryAt);

        CountSiteOnSiteChanged.Cured[organization] = true;
        using var client = counting.OperatorClient();
        using var answer = await client.PostAsync($"/internal/parked-messages/{last.Id}/retry", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await ClosesAsync(message);
        Assert.Equal(1, await counting.CountAsync("audit", organization, "action = 'parked-message.retry' and subject = 'test-machine'"));
    }

    [Fact]
    public async Task Retry_HandledMeanwhile_IsClosedWithoutASecondEffect()
    {
        var message = await ParkAsync();
        CountSiteOnSiteChanged.Cured[organization] = true;
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Poison"), message);
        await Eventually.BecomesTrueAsync(async () => await counting.CountAsync("effects", organization) == 1, "the message to be handled");

        counting.Time.Advance(TimeSpan.FromMinutes(1.3));
        await ClosesAsync(message);
        Assert.Equal(1, await counting.CountAsync("effects", organization));
    }

    [Fact]
    public async Task Retry_TwoInstances_SendEachMessageOnce()
    {
        await using var other = await CountingHost.StartAsync(counting.Database, counting.Broker, counting.Time);
        var messages = new List<Guid>();
        for (var n = 0; n < 12; n++)
        {
            messages.Add(Guid.CreateVersion7());
            await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Poison"), messages[^1]);
        }

        await Eventually.BecomesTrueAsync(async () => await counting.CountAsync("parked_messages", organization) == 12, "12 messages to be parked");
        CountSiteOnSiteChanged.Cured[organization] = true;
        counting.Time.Advance(TimeSpan.FromMinutes(1.5));
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, "state = 'replayed' and tries = 1") == 12, "12 messages to be handled at their first try");
        Assert.Equal(12, await counting.CountAsync("effects", organization));
        await other.StopAsync(Cancel);
    }

    [Fact]
    public async Task Discard_WithReason_IsKeptAuditedAndNeverTriedAgain()
    {
        var message = await ParkAsync();
        var row = await RowAsync(message);
        using var client = counting.OperatorClient();
        using var bare = await client.PostAsJsonAsync($"/internal/parked-messages/{row.Id}/discard", new { }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);

        using var discarded = await client.PostAsJsonAsync($"/internal/parked-messages/{row.Id}/discard", new { reason = "A test site." }, Cancel);
        Assert.Equal(HttpStatusCode.OK, discarded.StatusCode);
        using var retried = await client.PostAsync($"/internal/parked-messages/{row.Id}/retry", null, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, retried.StatusCode);

        var shown = (await client.GetFromJsonAsync<JsonNode>($"/internal/parked-messages/{row.Id}", Cancel))!;
        Assert.Equal(("discarded", "A test site."), (shown["state"]!.GetValue<string>(), shown["discardReason"]!.GetValue<string>()));
        Assert.Null(shown["body"]);
        Assert.Equal(1, await counting.CountAsync("audit", organization, "action = 'parked-message.discard' and resource_type = 'parked-message'"));
    }

    [Fact]
    public async Task List_FilteredAndPaged_ShowsEachOnce()
    {
        for (var n = 0; n < 3; n++)
        {
            await ParkAsync();
        }

        using var client = counting.OperatorClient();
        var ids = new List<string>();
        for (string? after = null; ;)
        {
            var page = (await client.GetFromJsonAsync<JsonNode>(
                $"/internal/parked-messages?organizationId={organization}&endpoint={Endpoint}&state=parked&limit=2&after={after}", Cancel))!;
            ids.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            after = page["next"]?.GetValue<string>();
            if (after is null) break;
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(3, ids.Count);

        CountSiteOnSiteChanged.Cured[organization] = true;
        using var replayed = await client.PostAsJsonAsync("/internal/parked-messages/replay", new { endpoint = Endpoint }, Cancel);
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, "state = 'replayed'") == 3, "all of the endpoint to be replayed");
    }

    [Theory]
    [InlineData("/internal/parked-messages?state=lost", HttpStatusCode.BadRequest)]
    [InlineData("/internal/parked-messages?after=nonsense!", HttpStatusCode.BadRequest)]
    [InlineData("/internal/parked-messages/0199c0de-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    public async Task Request_Wrong_IsRefused(string path, HttpStatusCode status)
    {
        using var client = counting.OperatorClient();
        using var answer = await client.GetAsync(path, Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Request_NotAnOperator_IsForbidden()
    {
        using var client = counting.OperatorClient();
        client.DefaultRequestHeaders.Authorization = new(
            "Bearer", TestTokens.For(Callers.Staff(organization, ServiceDefaults.Auth.Roles.ComplianceOfficer)));
        using var answer = await client.GetAsync("/internal/parked-messages", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>Delivers a message that fails, and waits until it is parked.</summary>
    private async Task<Guid> ParkAsync()
    {
        var message = Guid.CreateVersion7();
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Poison"), message);
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, $"message_id = '{message}'") == 1, "the message to be parked");
        return message;
    }

    private async Task ClosesAsync(Guid message) => await Eventually.BecomesTrueAsync(
        async () => (await RowAsync(message)).State == "replayed", "the parked message to be closed");

    private async Task<Row> RowAsync(Guid message) => (await counting.SqlAsync<Row>(
        "select id, state, attempts, tries, parked_at, next_try_at from parked_messages where message_id = $1", message)).Single();

    private sealed record Row(Guid Id, string State, int Attempts, int Tries, DateTimeOffset ParkedAt, DateTimeOffset? NextTryAt);
}
