using System.Net;
using System.Text.Json;
using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ProgramState.Tests;

/// <summary>The service's API and bus as the tests use them.</summary>
internal static class Requests
{
    public static string EpisodePath(this Story story) => $"/api/program-state/episodes/{story.Episode}";

    public static string BoardPath(this Story story) => $"/api/program-state/sites/{story.Site}/board";

    /// <summary>A client of a staff member of the story's organization with the role.</summary>
    public static HttpClient As(this ProgramStateFixture fixture, Story story, string role) =>
        fixture.Client(Callers.Staff(story.Organization, role));

    public static async Task DeliverAllAsync(this ProgramStateFixture fixture, params BusMessage[] messages)
    {
        foreach (var message in messages)
        {
            await fixture.DeliverAsync(message);
        }
    }

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    public static async Task<T> GetAsync<T>(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"GET {path} answered {(int)response.StatusCode}: {body}");
        return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web)!;
    }

    public static Task<EpisodeView> EpisodeAsync(this ProgramStateFixture fixture, Story story) =>
        fixture.As(story, Roles.Therapist).GetAsync<EpisodeView>(story.EpisodePath());
}
