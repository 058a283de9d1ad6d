using System.Net;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local.Console;

/// <summary>The console's HTTP surface, in front of real processes.</summary>
public sealed class ConsoleSiteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/live")]
    [InlineData("/logs")]
    [InlineData("/resources/intake")]
    [InlineData("/console.js")]
    public async Task Get_WithoutSession_Is401AndTellsNothing(string path)
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = Browser(platform);

        using var answer = await client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("redis", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task SignIn_LinkUsedTwice_OpensOnceOnly()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        var link = SignInCode.Link(platform.Console.Address, Watched.LinkKey, TimeProvider.System.GetUtcNow());
        using var first = Browser(platform);
        using var second = Browser(platform);

        using var opened = await first.GetAsync(link, Cancellation);
        using var again = await second.GetAsync(link, Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (opened.StatusCode, again.StatusCode));
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.False(again.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Page_SignedIn_ShowsResourcesUnderAStrictPolicy()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);

        using var answer = await client.GetAsync("/", Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.All(Watched.Facts, fact => Assert.Contains($"href=\"/resources/{fact.Name}\"", page));
        Assert.DoesNotContain("style=\"", page);
        Assert.StartsWith("default-src 'none'; script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("never-to-be-seen", await client.GetStringAsync("/resources/intake", Cancellation));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("rebound.example")]
    public async Task Get_OtherHost_IsRefused(string host)
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = $"{host}:{platform.Console.Address.Port}";

        using var answer = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("null", true)]
    [InlineData(null, true)]
    [InlineData("own", false)]
    public async Task Post_FromElsewhereOrWithoutToken_IsRefusedAndDoesNothing(string? origin, bool withToken)
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);
        var token = withToken ? await TokenAsync(client, "/resources/intake/stop") : "guess";

        using var answer = await PostAsync(client, "/resources/intake/stop", origin == "own" ? Own(platform) : origin, token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(ResourceState.Healthy, platform.Supervision.Find("intake")!.State);
    }

    [Fact]
    public async Task Commands_StopThenStart_AreConfirmedAndTellHowItWent()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);
        var question = await client.GetStringAsync("/resources/intake/stop", Cancellation);
        Assert.Contains("It is used by gateway.", question);

        using var stopped = await PostAsync(client, "/resources/intake/stop", Own(platform), await TokenAsync(client, "/resources/intake/stop"));
        Assert.Equal((HttpStatusCode.SeeOther, "/resources/intake"), (stopped.StatusCode, stopped.Headers.Location!.ToString()));
        Assert.Equal(ResourceState.Stopped, platform.Supervision.Find("intake")!.State);
        Assert.Contains("intake is stopped.", await client.GetStringAsync("/resources/intake", Cancellation));
        Assert.DoesNotContain("intake is stopped.", await client.GetStringAsync("/resources/intake", Cancellation));

        using var started = await PostAsync(client, "/resources/intake/start", Own(platform), await TokenAsync(client, "/resources/intake/start"));
        Assert.Contains("intake is healthy.", await client.GetStringAsync("/resources/intake", Cancellation));
        Assert.Equal(ResourceState.Healthy, platform.Supervision.Find("intake")!.State);
    }

    [Fact]
    public async Task Live_ProcessIsKilled_SendsThatItWentWhyAndThatItCameBack()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);
        using var answer = await client.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        await ReadUntilAsync(reader, "row-intake");

        platform.Supervision.Find("intake")!.Kill();

        // What has happened lately is one part of the page, so it tells both, however fast one follows the other.
        var happened = await ReadUntilAsync(reader, "is healthy; started again once so far");
        Assert.Contains("was killed by SIGKILL (137); it is started again", happened);
    }

    [Fact]
    public async Task Logs_ByResourceLevelAndWord_ShowsOnlyThose()
    {
        await using var platform = await Watched.StartAsync(Cancellation);
        using var client = await SignedInAsync(platform);
        platform.Supervision.Logs.Append("intake", "ERROR the <needle> broke");
        platform.Supervision.Logs.Append("intake", "the needle is well");
        platform.Supervision.Logs.Append("redis", "ERROR the needle of redis");

        var page = await client.GetStringAsync("/logs?resource=intake&level=Error&word=NEEDLE", Cancellation);

        Assert.Contains("ERROR the &lt;needle&gt; broke", page);
        Assert.DoesNotContain("is well", page);
        Assert.DoesNotContain("of redis", page);
    }

    private static string Own(Watched platform) => platform.Console.Address.GetLeftPart(UriPartial.Authority);

    private static HttpClient Browser(Watched platform) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = platform.Console.Address };

    private static async Task<HttpClient> SignedInAsync(Watched platform)
    {
        var client = Browser(platform);
        using var opened = await client.GetAsync(SignInCode.Link(platform.Console.Address, Watched.LinkKey, TimeProvider.System.GetUtcNow()), Cancellation);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        return client;
    }

    private static async Task<string> TokenAsync(HttpClient client, string path)
    {
        const string field = "name=\"token\" value=\"";
        var page = await client.GetStringAsync(path, Cancellation);
        return page[(page.IndexOf(field, StringComparison.Ordinal) + field.Length)..].Split('"')[0];
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string? origin, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token }),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await client.SendAsync(request, Cancellation);
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException($"The stream ended before '{text}'.");
    }
}
