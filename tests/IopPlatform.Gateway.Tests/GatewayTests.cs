using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Gateway.Tests;

public sealed class GatewayTests(BehindGateway gateway)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Guid Organization = Callers.NewOrganization();

    [Fact]
    public async Task Request_WithoutToken_IsRefused()
    {
        using var response = await gateway.Client().GetAsync("/api/intake/referrals", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Request_RoleOfTheOperation_ReachesTheService()
    {
        using var response = await gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator)).GetAsync("/api/intake/referrals", Cancel);
        Assert.StartsWith("GET /api/intake/referrals", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_HeaderBeyondAscii_ReachesTheService()
    {
        using var client = gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator));
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Name", "ключ");
        using var response = await client.GetAsync("/api/intake/referrals", Cancel);
        Assert.StartsWith("GET /api/intake/referrals", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OtherRole_IsForbiddenAtTheGateway()
    {
        using var response = await gateway.Client(Callers.Patient(Organization, Guid.CreateVersion7())).GetAsync("/api/intake/referrals", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("GET", "/api/intake/internal/anything")]
    [InlineData("DELETE", "/api/intake/referrals")]
    [InlineData("GET", "/openapi/v1.json")]
    public async Task Request_UndescribedOperation_IsNotRouted(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await gateway.Client(Callers.Staff(Organization, Roles.Staff)).SendAsync(request, Cancel);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
    }

    [Theory]
    [InlineData("/internal/parked-messages")]
    [InlineData("/api/intake/../../internal/parked-messages")]
    [InlineData("/internal/disclosure-decisions")]
    public async Task Request_InternalEndpoint_IsNotRoutedForAnyone(string path)
    {
        foreach (var token in new[]
        {
            TestTokens.ForMachine(Roles.Operator),
            TestTokens.ForMachine(Roles.Service),
            TestTokens.For(Callers.Staff(Organization, [.. Roles.Staff, Roles.Operator, Roles.Service])),
        })
        {
            using var client = gateway.Client();
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var response = await client.GetAsync(path, Cancel);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }
    }

    [Fact]
    public async Task Request_Answer_NamesTheTraceThatTheServiceSaw()
    {
        using var response = await gateway.Client(Callers.Staff(Organization, Roles.IntakeCoordinator)).GetAsync("/api/intake/referrals", Cancel);
        var seen = (await response.Content.ReadAsStringAsync(Cancel)).Split(' ')[2];
        Assert.Equal(seen, Assert.Single(response.Headers.GetValues("X-Correlation-Id")));
    }

    [Fact]
    public async Task OpenApi_Merged_HoldsEveryServiceAndNoDanglingReference()
    {
        var document = JsonNode.Parse(await gateway.Client().GetStringAsync("/openapi.json", Cancel))!;
        foreach (var service in new[] { "identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes" })
        {
            Assert.Contains(document["paths"]!.AsObject(), path => path.Key.StartsWith($"/api/{service}/", StringComparison.Ordinal));
        }

        var schemas = document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).ToHashSet();
        Assert.All(References(document), reference => Assert.Contains(reference.Split('/')[^1], schemas));
    }

    [Fact]
    public async Task Docs_Page_IsServed()
    {
        using var response = await gateway.Client().GetAsync("/docs/", Cancel);
        Assert.Contains("openapi.json", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_FirstEvent_ArrivesWhileTheStreamIsOpen()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/program-state/episodes/{Guid.CreateVersion7()}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await gateway.Client(Callers.Staff(Organization, Roles.Therapist))
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("id: 1", await reader.ReadLineAsync(Cancel));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(member => member is { Key: "$ref", Value: JsonValue value }
            ? [value.GetValue<string>()]
            : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
