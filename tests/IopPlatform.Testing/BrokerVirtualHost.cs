using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace IopPlatform.Testing;

/// <summary>A virtual host of its own for each test project, so that no queue is shared.</summary>
public static class BrokerVirtualHost
{
    /// <returns>The AMQP address of a new virtual host on the tests' broker.</returns>
    public static async Task<string> CreateAsync(string service)
    {
        var servers = await TestServers.GetAsync();
        return await CreateAsync(servers.RabbitMq, servers.RabbitMqManagement, $"{service}-{Guid.CreateVersion7().ToString("N")[^8..]}");
    }

    private static async Task<string> CreateAsync(string broker, string management, string name)
    {
        var address = new Uri(management);
        using var http = new HttpClient { BaseAddress = new Uri($"{address.Scheme}://{address.Authority}/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        var user = address.UserInfo.Split(':')[0];
        (await http.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        (await http.PutAsJsonAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" }))
            .EnsureSuccessStatusCode();
        return new UriBuilder(broker) { Path = "/" + name }.Uri.AbsoluteUri;
    }
}
