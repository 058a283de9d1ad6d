using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using IopPlatform.Messaging.Outbox;

namespace IopPlatform.Testing;

/// <summary>A virtual host of its own for each test project, so that no queue is shared.</summary>
public static class BrokerVirtualHost
{
    /// <summary>Takes the virtual host of an AMQP address away: a broker bears only so many of them.</summary>
    public static async Task DeleteAsync(string broker)
    {
        using var http = Management((await TestServers.GetAsync()).RabbitMqManagement);
        await http.DeleteAsync($"api/vhosts/{new Uri(broker).AbsolutePath.Trim('/')}");
    }

    /// <returns>The AMQP address of a new virtual host on the tests' broker.</returns>
    public static async Task<string> CreateAsync(string service)
    {
        var servers = await TestServers.GetAsync();
        return await CreateAsync(servers.RabbitMq, servers.RabbitMqManagement, $"{service}-{Guid.CreateVersion7().ToString("N")[^8..]}");
    }

    private static async Task<string> CreateAsync(string broker, string management, string name)
    {
        using var http = Management(management);
        var user = new Uri(management).UserInfo.Split(':')[0];
        (await http.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        (await http.PutAsJsonAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" }))
            .EnsureSuccessStatusCode();
        await CatchEverythingAsync(http, name);
        return new UriBuilder(broker) { Path = "/" + name }.Uri.AbsoluteUri;
    }

    private static HttpClient Management(string management)
    {
        var address = new Uri(management);
        var http = new HttpClient { BaseAddress = new Uri($"{address.Scheme}://{address.Authority}/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        return http;
    }

    /// <summary>
    /// Other services' queues are missing here, and a message without a queue counts as unsent. One queue that keeps nothing
    /// takes every message of the contracts.
    /// </summary>
    private static async Task CatchEverythingAsync(HttpClient http, string name)
    {
        (await http.PutAsJsonAsync(
            $"api/queues/{name}/everything",
            new { durable = true, arguments = new Dictionary<string, object> { ["x-max-length"] = 1 } })).EnsureSuccessStatusCode();
        await Task.WhenAll(MessageTypes.All.Select(async type =>
        {
            // MassTransit names an exchange after the message: namespace, colon, type.
            var exchange = Uri.EscapeDataString($"{type.Namespace}:{type.Name}");
            (await http.PutAsJsonAsync($"api/exchanges/{name}/{exchange}", new { type = "fanout", durable = true })).EnsureSuccessStatusCode();
            (await http.PostAsJsonAsync($"api/bindings/{name}/e/{exchange}/q/everything", new { routing_key = "" })).EnsureSuccessStatusCode();
        }));
    }
}
