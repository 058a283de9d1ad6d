using Grpc.Core;
using Grpc.Net.Client;
using IopPlatform.AppHost.Local;
using IopPlatform.AppHost.Local.Protocol;

namespace IopPlatform.AppHost.Tests.Local.Dashboard;

/// <summary>A plain client of the protocol, as a dashboard is one.</summary>
public sealed class DashboardProtocolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the-kex")]
    [InlineData("the-key-and-more")]
    public async Task Call_WithoutTheKey_IsUnauthenticated(string? key)
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var channel = GrpcChannel.ForAddress(platform.Dashboard.Address);
        var client = new DashboardService.DashboardServiceClient(channel);
        Metadata headers = key is null ? [] : new Metadata { { DashboardServer.KeyHeader, key } };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.GetApplicationInformationAsync(new ApplicationInformationRequest(), headers, cancellationToken: Cancellation));
        using var watching = client.WatchResources(new WatchResourcesRequest(), headers, cancellationToken: Cancellation);
        var stream = await Assert.ThrowsAsync<RpcException>(() => watching.ResponseStream.MoveNext(Cancellation));

        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (refused.StatusCode, stream.StatusCode));
    }

    [Fact]
    public async Task WatchResources_First_TellsAllOfEachResource()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);

        using var watching = client.Watch();
        var initial = (await Next(watching)).InitialData;

        Assert.Equal(["redis", "intake-abc123", "gateway-def456"], initial.Resources.Select(resource => resource.Name));
        var intake = initial.Resources[1];
        Assert.Equal(("intake", "Project", "Running"), (intake.DisplayName, intake.ResourceType, intake.State));
        Assert.NotNull(intake.CreatedAt);
        Assert.NotNull(intake.StartedAt);
        Assert.Null(intake.StoppedAt);
        Assert.Equal(HealthStatus.Healthy, Assert.Single(intake.HealthReports).Status);
        Assert.Equal([("redis", "Reference")], intake.Relationships.Select(relation => (relation.ResourceName, relation.Type)));
        Assert.Equal(
            platform.Supervision.Find("intake")!.ProcessId.ToString(),
            intake.Properties.Single(property => property.Name == "executable.pid").Value.StringValue);
        Assert.Equal(
            [("start", ResourceCommandState.Hidden), ("stop", ResourceCommandState.Enabled), ("restart", ResourceCommandState.Enabled)],
            intake.Commands.Select(command => (command.Name, command.State)));
        Assert.Contains("gateway", intake.Commands.Single(command => command.Name == "stop").ConfirmationMessage);
    }

    [Fact]
    public async Task WatchResources_Environment_HidesWhatIsNotKnownToBeHarmless()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);

        using var watching = client.Watch();
        var initial = (await Next(watching)).InitialData;

        Assert.DoesNotContain("never-to-be-seen", initial.ToString());
        Assert.Equal(
            [("ConnectionStrings__intake", ResourceMessages.Masked), ("Hidden", ResourceMessages.Masked), ("Plain", "to be seen")],
            initial.Resources[1].Environment.Select(variable => (variable.Name, variable.Value)));
    }

    [Fact]
    public async Task WatchResources_ProcessIsKilled_TellsThatItWentWhyAndThatItCameBack()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);
        using var watching = client.Watch();
        await Next(watching);

        platform.Supervision.Find("intake")!.Kill();
        var down = await Until(watching, "intake-abc123", resource => resource.State == "Restarting");
        var back = await Until(watching, "intake-abc123", resource => resource.State == "Running");

        Assert.NotNull(down.StoppedAt);
        Assert.Equal(137, down.Properties.Single(property => property.Name == "resource.exitCode").Value.NumberValue);
        Assert.Null(back.StoppedAt);
        Assert.StartsWith("was killed by SIGKILL (137)", back.Properties.Single(property => property.Name == "iop.lastEnd").Value.StringValue);
        Assert.Equal("1", back.Properties.Single(property => property.Name == "iop.restarts").Value.StringValue);
    }

    [Fact]
    public async Task ExecuteResourceCommand_StopThenStart_IsDoneAndSeen()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);
        using var watching = client.Watch();
        await Next(watching);

        var stopped = await client.ExecuteAsync("stop", "intake-abc123");
        var seen = await Until(watching, "intake-abc123", resource => resource.State == "Exited");
        var again = await client.ExecuteAsync("stop", "intake-abc123");
        var started = await client.ExecuteAsync("start", "intake-abc123");
        var running = await Until(watching, "intake-abc123", resource => resource.State == "Running");

        Assert.Equal(
            (ResourceCommandResponseKind.Succeeded, ResourceCommandResponseKind.Failed, ResourceCommandResponseKind.Succeeded),
            (stopped.Kind, again.Kind, started.Kind));
        Assert.Contains("nothing to stop", again.ErrorMessage);
        Assert.Empty(seen.HealthReports);
        Assert.Equal("0", running.Properties.Single(property => property.Name == "iop.restarts").Value.StringValue);
    }

    [Fact]
    public async Task ExecuteResourceCommand_Restart_IsAnotherProcess()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);
        var first = platform.Supervision.Find("redis")!.ProcessId;

        var restarted = await client.ExecuteAsync("restart", "redis");

        Assert.Equal(ResourceCommandResponseKind.Succeeded, restarted.Kind);
        Assert.NotEqual(first, platform.Supervision.Find("redis")!.ProcessId);
    }

    [Fact]
    public async Task ExecuteResourceCommand_UnknownResource_IsNotFound()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.ExecuteAsync("stop", "nobody"));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task WatchConsoleLogs_HistoryThenLive_EachLineOnce()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);
        using var first = client.Logs("intake-abc123", suppressFollow: false);
        await ReadAsync(first, [], "intake begins");
        platform.Supervision.Logs.Append("intake", "before");

        using var reading = client.Logs("intake-abc123", suppressFollow: false);
        var lines = new List<ConsoleLogLine>();
        await ReadAsync(reading, lines, "before");
        platform.Supervision.Logs.Append("intake", "after");
        await ReadAsync(reading, lines, "after");

        Assert.Equal(["intake begins", "before", "after"], lines.Select(line => line.Text.Split(": ")[^1]));
        Assert.Equal([1, 2, 3], lines.Select(line => line.LineNumber));
        using var ended = client.Logs("intake-abc123", suppressFollow: true);
        await ReadAsync(ended, [], "after");
        Assert.False(await ended.ResponseStream.MoveNext(Cancellation));
    }

    /// <summary>One who never reads, and one who is gone: the platform goes on, and others see it.</summary>
    [Fact]
    public async Task WatchResources_SlowAndVanishedWatchers_DisturbNobody()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var slow = new Client(platform);
        using var asleep = slow.Watch();
        await asleep.ResponseHeadersAsync;
        var vanished = new Client(platform);
        await Next(vanished.Watch());
        vanished.Dispose();
        using var client = new Client(platform);
        using var watching = client.Watch();
        await Next(watching);

        for (var round = 1; round <= 3; round++)
        {
            var result = await client.ExecuteAsync("restart", "intake-abc123");
            Assert.Equal(ResourceCommandResponseKind.Succeeded, result.Kind);
        }

        platform.Supervision.Find("redis")!.Kill();
        await Until(watching, "redis", resource => resource.State == "Restarting");
        await Until(watching, "redis", resource => resource.State == "Running");
        Assert.Equal(3, (await Next(asleep)).InitialData.Resources.Count);
    }

    [Fact]
    public async Task Dispose_WhileSomebodyWatches_EndsTheStreams()
    {
        var platform = await Watched.StartAsync(Cancellation);
        using var client = new Client(platform);
        using var watching = client.Watch();
        using var asking = client.Interactions();
        await Next(watching);

        await platform.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await watching.ResponseStream.MoveNext(Cancellation))
            {
            }

            throw new EndOfStreamException();
        });
    }

    private static async Task<WatchResourcesUpdate> Next(AsyncServerStreamingCall<WatchResourcesUpdate> watching) =>
        await watching.ResponseStream.MoveNext(Cancellation).WaitAsync(Patience, Cancellation) ? watching.ResponseStream.Current : throw new EndOfStreamException("The stream has ended.");

    private static async Task<Resource> Until(AsyncServerStreamingCall<WatchResourcesUpdate> watching, string name, Func<Resource, bool> condition)
    {
        while (true)
        {
            var changes = (await Next(watching)).Changes.Value.Select(change => change.Upsert);
            if (changes.FirstOrDefault(resource => resource?.Name == name && condition(resource)) is { } found)
            {
                return found;
            }
        }
    }

    private static async Task ReadAsync(AsyncServerStreamingCall<WatchResourceConsoleLogsUpdate> reading, List<ConsoleLogLine> lines, string until)
    {
        do
        {
            Assert.True(await reading.ResponseStream.MoveNext(Cancellation).WaitAsync(Patience, Cancellation), $"The log ended before '{until}'.");
            lines.AddRange(reading.ResponseStream.Current.LogLines);
        }
        while (!lines[^1].Text.EndsWith(until, StringComparison.Ordinal));
    }

    private sealed class Client : IDisposable
    {
        private readonly Metadata headers = new() { { DashboardServer.KeyHeader, Watched.Key } };
        private readonly GrpcChannel channel;
        private readonly DashboardService.DashboardServiceClient client;

        public Client(Watched platform)
        {
            channel = GrpcChannel.ForAddress(platform.Dashboard.Address);
            client = new DashboardService.DashboardServiceClient(channel);
        }

        public AsyncServerStreamingCall<WatchResourcesUpdate> Watch() =>
            client.WatchResources(new WatchResourcesRequest(), headers, cancellationToken: Cancellation);

        public AsyncServerStreamingCall<WatchResourceConsoleLogsUpdate> Logs(string resource, bool suppressFollow) => client.WatchResourceConsoleLogs(
            new WatchResourceConsoleLogsRequest { ResourceName = resource, SuppressFollow = suppressFollow }, headers, cancellationToken: Cancellation);

        public AsyncDuplexStreamingCall<WatchInteractionsRequest, WatchInteractionsUpdate> Interactions() =>
            client.WatchInteractions(headers, cancellationToken: Cancellation);

        public async Task<ResourceCommandResponse> ExecuteAsync(string command, string resource) => await client.ExecuteResourceCommandAsync(
            new ResourceCommandRequest { CommandName = command, ResourceName = resource, ResourceType = "Project" }, headers, cancellationToken: Cancellation);

        public void Dispose() => channel.Dispose();
    }
}
