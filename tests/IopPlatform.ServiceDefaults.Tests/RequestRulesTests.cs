using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IopPlatform.ServiceDefaults.Tests;

/// <summary>What no handler and no validator of an operation needs to look for again.</summary>
public sealed class RequestRulesTests : IAsyncLifetime
{
    private const string Good =
        """{"title":"A","on":"2026-03-09","parts":[{"title":"B","tags":["x"]}],"answers":{"1":null,"2":3},"ratings":{"1":{"title":"C","tags":[]}}}""";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Authentication:Issuer"] = "http://localhost";
        builder.AddApi();
        builder.Services.AddSingleton(new Service(null!));
        app = builder.Build();
        var api = app.MapApi("/api/test");
        api.MapPost("/plans/{number:int}", (int number, Plan plan, Service service, CancellationToken _) => TypedResults.Ok(plan)).AllowAnonymous();
        api.MapGet("/plans", (string? search, DateOnly? from, DateTimeOffset? asOf) => TypedResults.Ok()).AllowAnonymous();
        api.MapPost("/bodies", BodyAsync).WithMetadata(new CreatesOnce()).AllowAnonymous();
        await app.StartAsync(Cancel);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Body_ThatKeepsToThem_IsAccepted() => Assert.Equal(HttpStatusCode.OK, (await PostAsync(Good)).StatusCode);

    [Theory]
    [InlineData("\"title\":\"A\",", "\"title\":null,", "title")]
    [InlineData("\"title\":\"A\",", "", "title")]
    [InlineData("\"A\"", "\"A\\u0000\"", "title")]
    [InlineData("[{\"title\":\"B\",\"tags\":[\"x\"]}]", "null", "parts")]
    [InlineData("[{", "[null,{", "parts[0]")]
    [InlineData("[\"x\"]", "[\"x\",null]", "parts[0].tags[1]")]
    [InlineData("[\"x\"]", "[\"x\\u0000\"]", "parts[0].tags[0]")]
    [InlineData("2026-03-09", "0001-01-01", "on")]
    [InlineData("2026-03-09", "9999-12-31", "on")]
    [InlineData("\"on\"", "\"at\":\"9999-12-31T23:59:59+14:00\",\"on\"", "at")]
    [InlineData("\"C\"", "null", "ratings.1.title")]
    [InlineData("\"2\":3", "\"\\u0000\":3", "answers")]
    public async Task Body_ThatBreaksOne_NamesTheField(string part, string broken, string field)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        using var response = await PostAsync(Good.Replace(part, broken, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], await FieldsAsync(response));
    }

    [Fact]
    public async Task Body_WithMoreFaultsThanAnyoneReads_NamesSome()
    {
        using var response = await PostAsync(Good.Replace("[{", "[" + string.Concat(Enumerable.Repeat("null,", 1000)) + "{", StringComparison.Ordinal));
        Assert.Equal(20, (await FieldsAsync(response)).Count);
    }

    [Theory]
    [InlineData("search=a", HttpStatusCode.OK)]
    [InlineData("search=%00", HttpStatusCode.BadRequest)]
    [InlineData("from=2026-03-09&asOf=2026-03-09T00:00:00Z", HttpStatusCode.OK)]
    [InlineData("from=0001-01-01", HttpStatusCode.BadRequest)]
    [InlineData("asOf=0001-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("asOf=9999-12-31T23:59:59Z", HttpStatusCode.BadRequest)]
    public async Task Query_ThatBreaksOne_IsRefused(string query, HttpStatusCode expected)
    {
        using var response = await app.GetTestClient().GetAsync($"/api/test/plans?{query}", Cancel);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/json; charset=\"UTF-8\"", HttpStatusCode.OK)]
    [InlineData("application/json; charset=klingon", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=", HttpStatusCode.UnsupportedMediaType)]
    public async Task Body_InACharset_IsReadOrRefused(string contentType, HttpStatusCode expected)
    {
        using var response = await PostAsync(Good, contentType);
        Assert.Equal(expected, response.StatusCode);
    }

    /// <summary>Clinical text in a temporary file would be unencrypted, and outlive the request where the process is killed.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(65 * 1024)]
    [InlineData((int)ApiExtensions.BodyBytesMax)]
    public async Task CreatingBody_HoweverLarge_NeverReachesTheDisk(int bytes)
    {
        using var content = new ByteArrayContent(new byte[bytes]);
        using var response = await app.GetTestClient().PostAsync("/api/test/bodies", content, Cancel);
        Assert.Equal($"{bytes} in memory", await response.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<IResult> BodyAsync(HttpRequest request)
    {
        await request.Body.CopyToAsync(Stream.Null, Cancel);
        var kept = (FileBufferingReadStream)request.Body;
        return TypedResults.Text(kept is { InMemory: true, TempFileName: null } ? $"{kept.Length} in memory" : $"{kept.Length} in a file");
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await app.GetTestClient().PostAsync("/api/test/plans/1", content, Cancel);
    }

    private static async Task<IReadOnlyCollection<string>> FieldsAsync(HttpResponseMessage response) =>
        [.. (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["errors"]!.AsObject().Select(error => error.Key)];

    private sealed record Plan(
        string Title,
        string? Remark,
        DateOnly On,
        DateTimeOffset? At,
        IReadOnlyList<Part> Parts,
        IReadOnlyDictionary<string, int?> Answers,
        IReadOnlyDictionary<string, Part> Ratings)
    {
        /// <summary>Computed, so it is not looked at: it would fail where the title is missing.</summary>
        public int Length => Title.Length;
    }

    private sealed record Part(string Title, IReadOnlyList<string> Tags);

    private sealed record Service(string NotOfARequest);
}
