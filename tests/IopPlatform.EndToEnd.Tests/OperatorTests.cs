using System.Net;
using IopPlatform.AppHost.Operating;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>The operator's way in, on the whole platform.</summary>
[Collection(AloneCollection.Name)]
public sealed class OperatorTests(JourneyPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly string[] Services = [.. AppHost.Platform.Topology.Databases.Select(database => database.Name)];

    [Fact]
    public async Task Parked_EveryService_AnswersTheOperator()
    {
        using var client = OperatorClient.Of(platform.Platform);
        var messages = await new ParkedMessages(client, Services).ListAsync(new MessageFilter(null, "parked", null, 200), Cancel);
        Assert.DoesNotContain(messages, message => message.Where == "failed");
        Assert.Null(await new ParkedMessages(client, Services).FindAsync(Guid.CreateVersion7().ToString(), Cancel));
    }

    [Fact]
    public async Task Internal_ThroughTheGatewayOrWithAnotherRole_IsRefused()
    {
        var staff = Callers.Staff(JourneyPlatform.Harbor, Roles.MedicalDirector);
        foreach (var (project, expected) in new[] { ("gateway", HttpStatusCode.NotFound), ("intake", HttpStatusCode.Forbidden) })
        {
            using var client = platform.Client(staff, project);
            using var answer = await client.GetAsync("/internal/parked-messages", Cancel);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    /// <summary>Everything sent to everyone a second time, past the bus: nothing happens twice.</summary>
    [Fact]
    public async Task Events_ReplayedToAllServices_ChangeNothing()
    {
        using var client = OperatorClient.Of(platform.Platform);
        var replay = new EventReplay(client, Services);
        var outboxes = await replay.RunAsync(
            new ReplayOptions(Services, null, TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1), null, 2000),
            new Progress<ReplayedOutbox>(),
            Cancel);
        Assert.True(outboxes.Sum(outbox => outbox.Sent) > 10 * JourneyPlatform.Patients, $"Only {outboxes.Sum(outbox => outbox.Sent)} messages were sent again.");
        Assert.Empty(await platform.Checker.CheckAsync(platform.Acknowledged, TimeSpan.FromSeconds(60)));
    }
}
