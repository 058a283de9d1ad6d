using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Journeys.Patients;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Faults.Probing;

/// <summary>One patient in care, through whom every service is asked to read and to write. No request is repeated.</summary>
internal sealed class Probe
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);
    private readonly FaultPlatform platform;
    private readonly HttpClient http;
    private readonly Guid organization;
    private readonly Guid episode;
    private readonly Guid patient;
    private readonly Guid site;
    private int turn;

    private Probe(FaultPlatform platform, HttpClient http, Guid organization, Guid episode, Guid patient, Guid site)
    {
        (this.platform, this.http, this.organization, this.episode, this.patient, this.site) = (platform, http, organization, episode, patient, site);
        Parts =
        [
            ("identity", SignInAsync),
            ("intake, live state, outcomes", ScoreAsync),
            ("scheduling", RoomAsync),
            ("clinical-notes", PrescriptionAsync),
            ("notifications", PreferencesAsync),
        ];
    }

    public IReadOnlyList<(string Name, Func<CancellationToken, Task> Look)> Parts { get; }

    public static async Task<Probe> OfAsync(FaultPlatform platform, Guid episode, Guid patient, CancellationToken cancellationToken)
    {
        var (organization, site) = await EpisodeRow.PlaceAsync(platform, episode, cancellationToken);
        var http = new HttpClient(platform.Exchanges.Around(new SocketsHttpHandler())) { BaseAddress = platform.Gateway };
        return new Probe(platform, http, organization, episode, patient, site);
    }

    /// <summary>The operator's sign-in, which writes a token; people would use up the one code that they have in half a minute.</summary>
    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var credentials = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "iop-operator",
            ["client_secret"] = platform.OperatorSecret,
        });
        using var response = await http.PostAsync("/connect/token", credentials, cancellationToken);
        response.EnsureSuccessStatusCode();
        await GetAsync("/api/identity/sites", cancellationToken);
    }

    /// <summary>A score is written at Intake and is seen, by events, in the live state and in the trajectory.</summary>
    private async Task ScoreAsync(CancellationToken cancellationToken)
    {
        var state = $"/api/program-state/episodes/{episode}";
        var score = 5 + (Interlocked.Increment(ref turn) % 6);
        var answers = Answers.Phq9(new Dice(score, 0), score, item9: 0, impairment: 1);
        var response = await CreateAsync($"/api/intake/patients/{patient}/responses", new { instrumentId = "PHQ-9", answers }, cancellationToken);
        await GetAsync($"/api/intake/responses/{response}", cancellationToken);
        while (!Shows((await GetAsync(state, cancellationToken)).Body, score)) await Task.Delay(PollEvery, cancellationToken);
        var trajectory = $"/api/outcomes/patients/{patient}/trajectory?instrumentId=PHQ-9";
        while (!(await GetAsync(trajectory, cancellationToken)).Body.ToJsonString().Contains(response.ToString(), StringComparison.Ordinal))
        {
            await Task.Delay(PollEvery, cancellationToken);
        }
    }

    private static bool Shows(JsonNode state, int score) => state["scores"]!.AsArray().Any(one =>
        one!["instrumentId"]!.GetValue<string>() == "PHQ-9" && one["value"]?.GetValue<int>() == score);

    private async Task RoomAsync(CancellationToken cancellationToken)
    {
        var name = $"Room {Guid.CreateVersion7()}";
        await CreateAsync("/api/scheduling/rooms", new { siteId = site, name, seats = 8 }, cancellationToken);
        await GetAsync($"/api/scheduling/programs?siteId={site}", cancellationToken);
    }

    private async Task PrescriptionAsync(CancellationToken cancellationToken)
    {
        var path = $"/api/clinical-notes/episodes/{episode}/prescription";
        var (now, tag) = await GetAsync(path, cancellationToken);
        var wanted = new JsonObject
        {
            ["effectiveFrom"] = now["effectiveFrom"]!.DeepClone(),
            ["daysPerWeek"] = now["daysPerWeek"]!.DeepClone(),
            ["modalities"] = now["modalities"]!.DeepClone(),
        };
        await SendAsync(HttpMethod.Put, path, wanted, request => request.Headers.TryAddWithoutValidation("If-Match", tag), cancellationToken);
    }

    private async Task PreferencesAsync(CancellationToken cancellationToken)
    {
        var path = $"/api/notifications/patients/{patient}/preferences";
        var (_, tag) = await GetAsync(path, cancellationToken);
        await SendAsync(
            HttpMethod.Put, path, new { sessionReminders = true, followUpMessages = true },
            request => request.Headers.TryAddWithoutValidation("If-Match", tag), cancellationToken);
    }

    private async Task<(JsonNode Body, string? Tag)> GetAsync(string path, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, path, null, _ => { }, cancellationToken);

    private async Task<Guid> CreateAsync(string path, object body, CancellationToken cancellationToken)
    {
        var (created, _) = await SendAsync(
            HttpMethod.Post, path, body, request => request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString()), cancellationToken);
        return created["id"]!.GetValue<Guid>();
    }

    private async Task<(JsonNode Body, string? Tag)> SendAsync(
        HttpMethod method, string path, object? body, Action<HttpRequestMessage> complete, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", platform.Token(new Caller(
            organization, "01900000-0000-7000-8000-00000000fa01", [.. Roles.Staff], null, null)));
        complete(request);
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? (JsonNode.Parse(text)!, response.Headers.ETag?.ToString())
            : throw new HttpRequestException($"{method} {path} was answered with {(int)response.StatusCode}: {text}");
    }
}
