using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IopPlatform.Checking;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Faults.Probing;

/// <summary>The live state of every episode, as its grain remembers it, must be what its journal tells when it is folded again.</summary>
internal sealed class LiveStateCheck(FaultPlatform platform)
{
    /// <summary>The clock goes on between the two answers; only a difference that stays is one.</summary>
    private const int LooksMax = 3;

    public async Task<IReadOnlyList<Violation>> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        var violations = new List<Violation>();
        foreach (var (organization, episode) in await EpisodeRow.AllAsync(platform, cancellationToken))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", platform.Token(Callers.Staff(organization, Roles.MedicalDirector)));
            if (await DifferenceAsync(http, episode, cancellationToken) is { } difference)
            {
                violations.Add(new Violation("program-state", $"episode {episode} is remembered otherwise than journaled: {difference}"));
            }
        }

        return violations;
    }

    private static async Task<string?> DifferenceAsync(HttpClient http, Guid episode, CancellationToken cancellationToken)
    {
        var difference = (string?)null;
        for (var look = 0; look < LooksMax; look++)
        {
            var remembered = await StateAsync(http, $"/api/program-state/episodes/{episode}", cancellationToken);
            var asOf = remembered is null ? TimeProvider.System.GetUtcNow().ToString("O") : remembered["asOf"]!.GetValue<string>();
            var journaled = await StateAsync(http, $"/api/program-state/episodes/{episode}?asOf={Uri.EscapeDataString(asOf)}", cancellationToken);
            remembered?.Remove("asOf");
            journaled?.Remove("asOf");
            if (JsonNode.DeepEquals(remembered, journaled)) return null;
            difference = $"{remembered?.ToJsonString() ?? "unknown"} against {journaled?.ToJsonString() ?? "unknown"}";
        }

        return difference;
    }

    /// <returns>Null when the episode is not known: nothing but a provisional one was heard of.</returns>
    private static async Task<JsonObject?> StateAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
    }
}
