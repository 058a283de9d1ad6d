using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Shutdown;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.Gateway.Tests.Forwarding;

/// <summary>What happens to a request whose instance is dead, dies over it, or is about to end.</summary>
public sealed class RetriesTests : IAsyncLifetime
{
    private const string Note = "/api/clinical-notes/notes/01900000-0000-7000-8000-000000000001";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Guid Organization = Callers.NewOrganization();
    private Backend alive = null!;
    private Backend dying = null!;

    public async ValueTask InitializeAsync()
    {
        (alive, dying) = (await Backend.StartAsync(), await Backend.StartAsync());
        dying.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await alive.DisposeAsync();
        await dying.DisposeAsync();
    }

    [Fact]
    public async Task Get_OneInstanceDead_IsAnsweredByTheOther()
    {
        await using var gateway = await GatewayInstance.StartAsync([Backend.Nowhere(), alive.Address]);
        using var client = Staff(gateway);
        for (var request = 0; request < 20; request++)
        {
            Assert.Equal(alive.Address, await client.GetStringAsync("/api/intake/referrals", Cancel));
        }
    }

    [Fact]
    public async Task CreatingPost_InstanceDiesOverIt_IsSentOnceMoreWithTheSameBody()
    {
        await using var gateway = await GatewayInstance.StartAsync([dying.Address, alive.Address]);
        for (var request = 0; request < 10; request++)
        {
            using var response = await Staff(gateway).CreateAsync("/api/intake/referrals", new { patient = request });
            Assert.Equal(alive.Address, await response.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(
            Enumerable.Range(0, 10).Select(request => $$"""{"patient":{{request}}}"""), alive.Asked.Select(asked => asked.Body));
        Assert.All(dying.Asked, asked => Assert.Contains(asked, alive.Asked));
    }

    [Fact]
    public async Task CreatingPost_WithoutKey_IsNotSentAgain()
    {
        await using var gateway = await GatewayInstance.StartAsync([dying.Address]);
        using var response = await Staff(gateway).PostAsJsonAsync("/api/intake/referrals", new { patient = 1 }, Cancel);
        Assert.Equal((HttpStatusCode.BadGateway, "outcome-unknown"), (response.StatusCode, await RuleAsync(response)));
        Assert.Single(dying.Asked);
    }

    [Fact]
    public async Task OtherWrite_InstanceDiesOverIt_IsNotSentAgainAndTheCallerIsTold()
    {
        await using var gateway = await GatewayInstance.StartAsync([dying.Address]);
        using var response = await Staff(gateway).PutAsJsonAsync(Note, new { text = "a" }, Cancel);
        Assert.Equal((HttpStatusCode.BadGateway, "outcome-unknown"), (response.StatusCode, await RuleAsync(response)));
        Assert.Single(dying.Asked);
    }

    [Fact]
    public async Task OtherWrite_NoInstanceReached_IsSaidNotToBeDone()
    {
        await using var gateway = await GatewayInstance.StartAsync([Backend.Nowhere()]);
        using var response = await Staff(gateway).PutAsJsonAsync(Note, new { text = "a" }, Cancel);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service-unreachable"), (response.StatusCode, await RuleAsync(response)));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    /// <summary>Nothing left the gateway for the dead instance, so this is no repetition.</summary>
    [Fact]
    public async Task OtherWrite_OneInstanceDead_GoesToTheOtherOnce()
    {
        await using var gateway = await GatewayInstance.StartAsync([Backend.Nowhere(), alive.Address]);
        for (var request = 0; request < 20; request++)
        {
            using var response = await Staff(gateway).PutAsJsonAsync(Note, new { text = request }, Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(request => $$"""{"text":{{request}}}"""), alive.Asked.Select(asked => asked.Body));
    }

    /// <summary>An instance that breaks off once is left alone for a while, so a later write does not meet it.</summary>
    [Fact]
    public async Task OtherWrites_OneInstanceBreaksOff_AtMostOneIsLost()
    {
        dying.IsReady = false;
        await using var gateway = await GatewayInstance.StartAsync([dying.Address, alive.Address]);
        using var client = Staff(gateway);
        var lost = 0;
        for (var request = 0; request < 30; request++)
        {
            using var response = await client.PutAsJsonAsync(Note, new { text = "a" }, Cancel);
            if (!response.IsSuccessStatusCode) lost++;
        }

        Assert.InRange(lost, 0, 1);
    }

    [Fact]
    public async Task Instance_NotReady_GetsNoRequest()
    {
        dying.IsReady = false;
        await using var gateway = await GatewayInstance.StartAsync([dying.Address, alive.Address]);
        using var client = Staff(gateway);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var before = dying.Asked.Count;
                for (var request = 0; request < 20; request++) await client.GetStringAsync("/api/intake/referrals", Cancel);
                return dying.Asked.Count == before;
            },
            "the instance that is not ready to be passed by");

        dying.Answer = null;
        dying.IsReady = true;
        await Eventually.BecomesTrueAsync(
            async () => await client.GetStringAsync("/api/intake/referrals", Cancel) == dying.Address, "the ready instance to be asked again");
    }

    [Fact]
    public async Task Stream_RefusedByADrainingInstance_IsOpenedByAnother()
    {
        dying.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers[DrainExtensions.Header] = "1";
            return context.Response.WriteAsync("about to end", Cancel);
        };
        alive.Answer = context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync("data: {}\n\n", Cancel);
        };
        await using var gateway = await GatewayInstance.StartAsync([dying.Address, alive.Address]);
        for (var request = 0; request < 20; request++)
        {
            using var stream = await WatchAsync(gateway);
            Assert.Equal("data: {}\n\n", await stream.Content.ReadAsStringAsync(Cancel));
        }
    }

    internal static Task<HttpResponseMessage> WatchAsync(GatewayInstance gateway)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/episodes/{Guid.CreateVersion7()}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return Staff(gateway).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    private static HttpClient Staff(GatewayInstance gateway) =>
        gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator, Roles.Therapist));

    private static async Task<string> RuleAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["rule"]!.GetValue<string>();
}
