using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Gateway.Limits;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Gateway.Tests.Limits;

/// <summary>A gateway with budgets so small that they can be spent, and so slow that they stay spent.</summary>
public sealed class RateLimitTests(BehindGateway behind) : IAsyncLifetime
{
    private const int ClientBurst = 10;
    private const int OrganizationBurst = 25;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Callers.NewOrganization();
    private GatewayInstance gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await GatewayInstance.StartAsync([behind.Service], new Dictionary<string, string>
    {
        ["RateLimits:Client:PerSecond"] = "0.01",
        ["RateLimits:Client:Burst"] = $"{ClientBurst}",
        ["RateLimits:Organization:PerSecond"] = "0.01",
        ["RateLimits:Organization:Burst"] = $"{OrganizationBurst}",
        ["RateLimits:Address:PerSecond"] = "0.01",
        ["RateLimits:Address:Burst"] = "5",
        ["TrustedProxies:0"] = "0.0.0.0/0",
    });

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Fact]
    public async Task Client_BudgetSpent_IsRefusedWithRuleAndTimeWhileOthersGoOn()
    {
        await ConnectedAsync();
        var greedy = Callers.Staff(organization, Roles.IntakeCoordinator);
        Assert.Equal(ClientBurst, await AllowedAsync(greedy, 3 * ClientBurst));

        using var refused = await GetAsync(greedy);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(101));
        Assert.Equal("rate-limit-client", (await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["rule"]!.GetValue<string>());

        Assert.Equal(1, await AllowedAsync(Callers.Staff(organization, Roles.IntakeCoordinator), 1));
        Assert.Equal(1, await AllowedAsync(Callers.Staff(Callers.NewOrganization(), Roles.IntakeCoordinator), 1));
    }

    /// <summary>An organization that spends all it has takes nothing from another.</summary>
    [Fact]
    public async Task Organization_BudgetSpent_IsRefusedWhileAnotherGoesOn()
    {
        await ConnectedAsync();
        var allowed = 0;
        for (var client = 0; client < 5; client++)
        {
            allowed += await AllowedAsync(Callers.Staff(organization, Roles.IntakeCoordinator), ClientBurst);
        }

        Assert.Equal(OrganizationBurst, allowed);
        using var refused = await GetAsync(Callers.Staff(organization, Roles.IntakeCoordinator));
        Assert.Equal("rate-limit-organization", (await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["rule"]!.GetValue<string>());
        Assert.Equal(ClientBurst, await AllowedAsync(Callers.Staff(Callers.NewOrganization(), Roles.IntakeCoordinator), ClientBurst));
    }

    [Fact]
    public async Task Refusal_EachOne_IsCountedUnderItsRule()
    {
        await ConnectedAsync();
        var counted = new ConcurrentQueue<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            // Other gateways of this process have instruments of their own.
            if (instrument.Name == "iop.gateway.refusals" && instrument.Meter.Scope == gateway.Get<IMeterFactory>()) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Enqueue(tags[0].Value));
        listener.Start();

        await AllowedAsync(Callers.Staff(organization, Roles.IntakeCoordinator), ClientBurst + 3);
        Assert.Equal(["rate-limit-client", "rate-limit-client", "rate-limit-client"], counted);
    }

    [Fact]
    public async Task Stream_HoweverLong_CountsOnce()
    {
        await ConnectedAsync();
        var watcher = Callers.Staff(organization, Roles.Therapist);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/episodes/{Guid.CreateVersion7()}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var client = gateway.Client(watcher);
        using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal(ClientBurst - 1, await AllowedAsync(watcher, 3 * ClientBurst, "/api/clinical-notes/notes"));
    }

    [Fact]
    public async Task Address_BudgetSpent_RefusesStrangersAndNotHealth()
    {
        await ConnectedAsync();
        // Of a documentation network (RFC 3849), told by the load balancer.
        var address = $"2001:db8:{Random.Shared.Next(1, 0xffff):x}:{Random.Shared.Next(1, 0xffff):x}::";
        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 8; request++)
        {
            statuses.Add((await FromAsync($"{address}{request + 1}", "/openapi.json")).StatusCode);
        }

        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.Equal(HttpStatusCode.OK, (await FromAsync($"{address}1", "/alive")).StatusCode);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void AddressOf_AnAddress_IsTheHostOrItsNetwork(string address, string expected) =>
        Assert.Equal(expected, RateLimits.AddressOf(IPAddress.Parse(address)));

    /// <summary>Before the gateway has found Redis it keeps the limits alone.</summary>
    private Task ConnectedAsync() => Eventually.BecomesTrueAsync(
        () => Task.FromResult(!gateway.Get<SharedBudget>().IsAway), "the gateway to be connected with Redis");

    private async Task<HttpResponseMessage> FromAsync(string address, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", address);
        return await gateway.Client().SendAsync(request, Cancel);
    }

    private async Task<int> AllowedAsync(Caller caller, int requests, string path = "/api/intake/referrals")
    {
        var allowed = 0;
        for (var request = 0; request < requests; request++)
        {
            using var response = await GetAsync(caller, path);
            if (response.IsSuccessStatusCode) allowed++;
        }

        return allowed;
    }

    private async Task<HttpResponseMessage> GetAsync(Caller caller, string path = "/api/intake/referrals")
    {
        using var client = gateway.Client(caller);
        return await client.GetAsync(path, Cancel);
    }
}
