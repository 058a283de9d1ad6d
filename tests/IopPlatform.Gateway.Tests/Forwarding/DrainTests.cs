using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Shutdown;
using IopPlatform.Testing;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.Gateway.Tests.Forwarding;

public sealed class DrainTests(BehindGateway behind)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drain_Begun_IsNotReadyButAliveAndAnswersEverythingButNewStreams()
    {
        await using var gateway = await GatewayInstance.StartAsync([behind.Service]);
        gateway.Get<Drain>().Begin();
        using var client = gateway.Client(Callers.Staff(Callers.NewOrganization(), Roles.IntakeCoordinator));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive", Cancel)).StatusCode);

        using var answer = await client.GetAsync("/api/intake/referrals", Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("close", answer.Headers.Connection.Single());

        using var stream = await RetriesTests.WatchAsync(gateway);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, stream.StatusCode);
        Assert.NotNull(stream.Headers.RetryAfter);
        Assert.Contains("draining", await stream.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    /// <summary>The stream of a service that goes on ends for the client in good order, not with a cut connection.</summary>
    [Fact]
    public async Task Stop_OpenStream_EndsCleanly()
    {
        await using var gateway = await GatewayInstance.StartAsync([behind.Service], onKestrel: true);
        using var stream = await RetriesTests.WatchAsync(gateway);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("id: 1", await reader.ReadLineAsync(Cancel));

        gateway.Get<IHostApplicationLifetime>().StopApplication();
        Assert.Contains("event: state", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }
}
