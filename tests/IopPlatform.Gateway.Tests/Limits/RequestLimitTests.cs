using System.Net;
using System.Net.Sockets;
using System.Text;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Gateway.Tests.Limits;

/// <summary>What is too large, too long, too slow or too much is refused, on the real server.</summary>
public sealed class RequestLimitTests(BehindGateway behind) : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Guid Organization = Callers.NewOrganization();
    private GatewayInstance gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await GatewayInstance.StartAsync(
        [behind.Service], new Dictionary<string, string> { ["RequestLimits:StreamsPerSubject"] = "2" }, onKestrel: true);

    public ValueTask DisposeAsync() => gateway.DisposeAsync();

    [Theory]
    [InlineData("/api/intake/referrals", 2 * 1024 * 1024 + 1)]
    [InlineData("/connect/token", 64 * 1024 + 1)]
    [InlineData("/api/clinical-notes/notes/01900000-0000-7000-8000-000000000001/sign", 4 * 1024 + 1)]
    public async Task Body_LargerThanTheRouteTakes_IsRefusedAsProblem(string path, int bytes)
    {
        using var client = gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator, Roles.Therapist));
        using var content = new ByteArrayContent(new byte[bytes]);
        content.Headers.ContentType = new("application/json");
        // So that the answer comes instead of the body, not in the middle of it.
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var response = await client.PostAsync(path, content, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Body_AsLargeAsTheRouteTakes_GoesThrough()
    {
        using var client = gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator));
        using var content = new ByteArrayContent(new byte[2 * 1024 * 1024]);
        using var response = await client.PostAsync("/api/intake/referrals", content, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("path", HttpStatusCode.RequestUriTooLong)]
    [InlineData("count", HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData("size", HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Head_TooLarge_IsRefused(string what, HttpStatusCode expected)
    {
        var path = what == "path" ? "/" + new string('a', 9 * 1024) : "/";
        var headers = what switch
        {
            "count" => string.Concat(Enumerable.Range(0, 70).Select(number => $"X-{number}: a\r\n")),
            "size" => $"X-A: {new string('a', 33 * 1024)}\r\n",
            _ => "",
        };
        Assert.StartsWith($"HTTP/1.1 {(int)expected}", await RawAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n"), StringComparison.Ordinal);
    }

    /// <summary>One byte and then silence: given up after the grace period of five seconds.</summary>
    [Fact]
    public async Task Body_TooSlow_IsGivenUp()
    {
        var answer = await RawAsync("POST /connect/token HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\na");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_MoreThanOneMayHave_AreRefusedUntilOneEnds()
    {
        using var watcher = gateway.Client(Callers.Staff(Organization, Roles.Therapist));
        using var first = await WatchAsync(watcher);
        using var second = await WatchAsync(watcher);
        using var third = await WatchAsync(watcher);
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [first.StatusCode, second.StatusCode, third.StatusCode]);
        Assert.Contains("streams-per-subject", await third.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var stranger = gateway.Client(Callers.Staff(Organization, Roles.Therapist));
        using var other = await WatchAsync(stranger);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        first.Dispose();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var again = await WatchAsync(watcher);
                return again.StatusCode == HttpStatusCode.OK;
            },
            "a place for another stream");
    }

    private static Task<HttpResponseMessage> WatchAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/episodes/{Guid.CreateVersion7()}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    private async Task<string> RawAsync(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(gateway.Address!.Host, gateway.Address.Port, Cancel);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(Cancel) ?? "";
    }
}
