using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests;

[Collection(AloneCollection.Name)]
public sealed class SiloTests(JourneyPlatform platform)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silo_KilledAtOnce_AnswersAgainWithTheSameFacts()
    {
        using var director = platform.Client(Callers.Staff(JourneyPlatform.Harbor, Roles.MedicalDirector));
        var episodes = platform.Report.Patients.Where(patient => patient.EpisodeId is not null && patient.Site.StartsWith("Harbor", StringComparison.Ordinal)).Select(patient => patient.EpisodeId!.Value).Take(10).ToList();
        var before = new Dictionary<Guid, JsonNode>();
        foreach (var episode in episodes)
        {
            before[episode] = await StateAsync(director, episode);
        }

        await platform.Platform.KillAsync("program-state");
        await platform.Platform.WaitHealthyAsync("program-state", Cancel);

        foreach (var episode in episodes)
        {
            var after = await StateAsync(director, episode);
            Assert.Equal(before[episode]["version"]!.GetValue<long>(), after["version"]!.GetValue<long>());
            Assert.Equal(before[episode]["phase"]?.ToJsonString(), after["phase"]?.ToJsonString());
        }
    }

    private static async Task<JsonNode> StateAsync(HttpClient client, Guid episode) =>
        JsonNode.Parse(await client.GetStringAsync($"/api/program-state/episodes/{episode}", Cancel))!;
}
