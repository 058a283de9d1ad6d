using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.Messaging.Outbox;

namespace IopPlatform.EndToEnd.Tests.Leaks;

/// <summary>A queue beside the consumers' own that gets a copy of every message.</summary>
public sealed class BusTap(string management) : IDisposable
{
    private const string Queue = "leak-tap";
    private const int MessagesMax = 500_000;
    private readonly List<string> messages = [];
    private readonly HttpClient http = Client(management);

    public async Task OpenAsync()
    {
        (await http.PutAsJsonAsync($"api/queues/%2f/{Queue}", new { durable = true })).EnsureSuccessStatusCode();
        foreach (var type in MessageTypes.All)
        {
            // MassTransit names an exchange after the message: namespace, colon, type.
            var exchange = Uri.EscapeDataString($"{type.Namespace}:{type.Name}");
            (await http.PutAsJsonAsync($"api/exchanges/%2f/{exchange}", new { type = "fanout", durable = true })).EnsureSuccessStatusCode();
            (await http.PostAsJsonAsync($"api/bindings/%2f/e/{exchange}/q/{Queue}", new { routing_key = "" })).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Everything that came so far, headers included.</summary>
    public async Task<IReadOnlyList<string>> DrainAsync()
    {
        using var response = await http.PostAsJsonAsync(
            $"api/queues/%2f/{Queue}/get", new { count = MessagesMax, ackmode = "ack_requeue_false", encoding = "auto" });
        response.EnsureSuccessStatusCode();
        messages.AddRange(JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray().Select(message => $"{message!["properties"]} {message["payload"]}"));
        return messages;
    }

    public async Task PublishAsync(string text) => (await http.PostAsJsonAsync(
        "api/exchanges/%2f/amq.default/publish",
        new { properties = new { }, routing_key = Queue, payload = text, payload_encoding = "string" })).EnsureSuccessStatusCode();

    public void Dispose() => http.Dispose();

    private static HttpClient Client(string management)
    {
        var address = new Uri(management);
        var client = new HttpClient { BaseAddress = new Uri($"{address.Scheme}://{address.Authority}/"), Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        return client;
    }
}
