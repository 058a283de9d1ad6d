using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using IopPlatform.AppHost.Local;
using IopPlatform.AppHost.Local.Protocol;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>What operators see of the whole platform, by a plain client of the dashboard's protocol and in the console.</summary>
[Collection(AloneCollection.Name)]
public sealed class WatchingTests(JourneyPlatform platform)
{
    private const string Victim = "outcomes";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill9_OfAService_IsSeenToGoWhyAndToComeBack()
    {
        using var channel = GrpcChannel.ForAddress(platform.Platform.ResourceService!);
        var client = new DashboardService.DashboardServiceClient(channel);
        Metadata key = new() { { DashboardServer.KeyHeader, WatchedPlatform.ResourceKey(platform.Platform.Secrets) } };
        using var watching = client.WatchResources(new WatchResourcesRequest(), key, cancellationToken: Cancel);
        Assert.True(await watching.ResponseStream.MoveNext(Cancel));
        var before = watching.ResponseStream.Current.InitialData.Resources.Single(resource => resource.DisplayName == Victim);
        Assert.Equal("Running", before.State);

        using var kill = Process.Start("kill", ["-9", Value(before, "executable.pid")]);
        await kill.WaitForExitAsync(Cancel);
        var down = await UntilAsync(watching, before.Name, "Restarting");
        var back = await UntilAsync(watching, before.Name, "Running");

        Assert.Equal(137, down.Properties.Single(property => property.Name == "resource.exitCode").Value.NumberValue);
        Assert.StartsWith("was killed by SIGKILL (137)", Value(back, "iop.lastEnd"));
        Assert.NotEqual(Value(before, "executable.pid"), Value(back, "executable.pid"));
        Assert.Equal(
            int.Parse(Value(before, "iop.restarts"), CultureInfo.InvariantCulture) + 1,
            int.Parse(Value(back, "iop.restarts"), CultureInfo.InvariantCulture));
        using var console = await ConsoleAsync();
        Assert.Contains("was killed by SIGKILL (137)", await console.GetStringAsync($"/resources/{Victim}", Cancel));
    }

    [Fact]
    public async Task Environment_OfEveryResource_HoldsNoSecret()
    {
        using var channel = GrpcChannel.ForAddress(platform.Platform.ResourceService!);
        var client = new DashboardService.DashboardServiceClient(channel);
        Metadata key = new() { { DashboardServer.KeyHeader, WatchedPlatform.ResourceKey(platform.Platform.Secrets) } };
        using var watching = client.WatchResources(new WatchResourcesRequest(), key, cancellationToken: Cancel);
        Assert.True(await watching.ResponseStream.MoveNext(Cancel));
        var told = watching.ResponseStream.Current.ToString();
        using var console = await ConsoleAsync();
        var shown = string.Concat(await Task.WhenAll(platform.Platform.Status().Select(resource => console.GetStringAsync($"/resources/{resource.Name}", Cancel))));

        using var secrets = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(platform.DataFolder, "secrets.json"), Cancel));
        foreach (var secret in secrets.RootElement.EnumerateObject().Where(secret => secret.Value.GetString() is { Length: > 0 }))
        {
            Assert.False(told.Contains(secret.Value.GetString()!, StringComparison.Ordinal), $"The protocol tells {secret.Name}.");
            Assert.False(shown.Contains(secret.Value.GetString()!, StringComparison.Ordinal), $"The console shows {secret.Name}.");
        }
    }

    [Fact]
    public async Task Overview_AfterJourneys_ShowsWhatFlows()
    {
        using var console = await ConsoleAsync();
        using var live = await console.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await live.Content.ReadAsStreamAsync(Cancel));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        HashSet<string> missing = ["EpisodeGrain", "clinical-notes", "Consumers"];

        while (missing.Count > 0 && await reader.ReadLineAsync(patience.Token) is { } line)
        {
            missing.RemoveWhere(text => line.Contains(text, StringComparison.Ordinal));
        }

        Assert.Empty(missing);
    }

    private async Task<HttpClient> ConsoleAsync()
    {
        var link = platform.Platform.ConsoleLink!;
        var client = new HttpClient { BaseAddress = new Uri(link.GetLeftPart(UriPartial.Authority)) };
        using var opened = await client.GetAsync(link, Cancel);
        opened.EnsureSuccessStatusCode();
        return client;
    }

    private static string Value(Resource resource, string property) =>
        resource.Properties.Single(found => found.Name == property).Value.StringValue;

    private static async Task<Resource> UntilAsync(AsyncServerStreamingCall<WatchResourcesUpdate> watching, string name, string state)
    {
        while (await watching.ResponseStream.MoveNext(Cancel).WaitAsync(Patience, Cancel))
        {
            var changed = watching.ResponseStream.Current.Changes.Value.Select(change => change.Upsert);
            if (changed.FirstOrDefault(resource => resource?.Name == name && resource.State == state) is { } found)
            {
                return found;
            }
        }

        throw new EndOfStreamException($"The stream ended before {name} was {state}.");
    }
}
