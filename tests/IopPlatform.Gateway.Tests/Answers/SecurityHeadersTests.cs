using System.Net;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Gateway.Tests.Answers;

public sealed class SecurityHeadersTests(BehindGateway behind) : IAsyncLifetime
{
    private const string Api = "default-src 'none'; frame-ancestors 'none'";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Guid Organization = Callers.NewOrganization();
    private GatewayInstance secure = null!;

    public async ValueTask InitializeAsync() => secure = await GatewayInstance.StartAsync(
        [behind.Service], new Dictionary<string, string> { ["Authentication:Issuer"] = "https://care.example" });

    public ValueTask DisposeAsync() => secure.DisposeAsync();

    /// <summary>A route of each kind: what it is answered with, and the policies of its own.</summary>
    [Theory]
    [InlineData("/api/intake/referrals", true, 200, "no-store", Api, "no-referrer")]
    [InlineData("/api/intake/referrals", false, 401, "no-store", Api, "no-referrer")]
    [InlineData("/api/intake/instruments", true, 200, "max-age=60", Api, "no-referrer")]
    [InlineData("/api/nothing", true, 404, "no-store", Api, "no-referrer")]
    [InlineData("/openapi.json", false, 200, null, Api, "no-referrer")]
    [InlineData("/health", false, 200, "no-store, no-cache", Api, "no-referrer")]
    [InlineData("/sign-in", false, 200, "no-store", "default-src 'none'; form-action 'self'", "same-origin")]
    [InlineData("/connect/authorize", false, 200, "no-store", "frame-ancestors 'none'; base-uri 'none'; object-src 'none'", "no-referrer")]
    public async Task Answer_OfEachKind_CarriesEachHeaderOnce(
        string path, bool signedIn, int status, string? caching, string policy, string referrer)
    {
        using var client = behind.Client(signedIn ? Callers.Staff(Organization, Roles.IntakeCoordinator) : null);
        using var response = await client.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(policy, One(response, "Content-Security-Policy"));
        Assert.Equal(referrer, One(response, "Referrer-Policy"));
        Assert.Equal("nosniff", One(response, "X-Content-Type-Options"));
        Assert.Equal("same-origin", One(response, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", One(response, "Cross-Origin-Resource-Policy"));
        Assert.Contains("geolocation=()", One(response, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal(caching, response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("Server"), "The server is named.");
        Assert.False(response.Headers.Contains("Strict-Transport-Security"), "The public origin is not https.");
    }

    [Theory]
    [InlineData("/api/intake/referrals")]
    [InlineData("/sign-in")]
    [InlineData("/docs/")]
    public async Task Answer_PublicOriginIsHttps_AsksForNothingElse(string path)
    {
        using var response = await secure.Client().GetAsync(path, Cancel);
        Assert.StartsWith("max-age=31536000", One(response, "Strict-Transport-Security"), StringComparison.Ordinal);
    }

    /// <summary>Each script of the API reference carries the nonce that its policy names, a new one each time.</summary>
    [Fact]
    public async Task Docs_Page_RunsItsOwnScriptsAndNoOthers()
    {
        using var response = await behind.Client().GetAsync("/docs/", Cancel);
        var (policy, page) = (One(response, "Content-Security-Policy"), await response.Content.ReadAsStringAsync(Cancel));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.NotEmpty(nonce);
        Assert.All(page.Split("<script")[1..], script => Assert.Contains($"nonce=\"{nonce}\"", script, StringComparison.Ordinal));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);

        using var again = await behind.Client().GetAsync("/docs/", Cancel);
        Assert.NotEqual(policy, One(again, "Content-Security-Policy"));
    }

    private static string One(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
