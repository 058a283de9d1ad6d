using System.Net;
using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Persistence.Tests.Audit;

/// <summary>Planted endpoints: those that forget to record, or claim what their answer belies.</summary>
public sealed class ChartReadRulesTests(WidgetsFixture widgets) : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private WebApplication app = null!;
    private HttpClient client = null!;

    public sealed record Chart(Guid PatientId, string Text);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder.Services.AddScoped(_ => new ChartReads(
            widgets.As(Callers.Staff(Callers.NewOrganization(), Roles.Therapist)), new MemoryCache(new MemoryCacheOptions()), TimeProvider.System));
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        Plant("records", async (ChartReads reads) =>
        {
            await reads.RecordAsync(Guid.CreateVersion7(), "chart", Cancel);
            return TypedResults.Ok(new Chart(Guid.CreateVersion7(), "secret"));
        }).ReadsChart("chart");
        Plant("forgets", () => TypedResults.Ok(new Chart(Guid.CreateVersion7(), "secret"))).ReadsChart("chart");
        Plant("mistakes", async (ChartReads reads) =>
        {
            await reads.RecordAsync(Guid.CreateVersion7(), "other", Cancel);
            return TypedResults.Ok(new Chart(Guid.CreateVersion7(), "secret"));
        }).ReadsChart("chart");
        Plant("missing", () => Problems.NotFound("chart")).ReadsChart("chart");
        Plant("silent", () => TypedResults.Ok());
        Plant("lies", () => TypedResults.Ok()).ReadsNoChart("Nothing.").Produces<Page<Chart>>();
        Plant("owns", () => TypedResults.Ok()).ReadsNoChart("The caller.", namesPatients: true).Produces<Page<Chart>>();
        await app.StartAsync(Cancel);
        client = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("records", HttpStatusCode.OK)]
    [InlineData("forgets", HttpStatusCode.InternalServerError)]
    [InlineData("mistakes", HttpStatusCode.InternalServerError)]
    [InlineData("missing", HttpStatusCode.NotFound)]
    public async Task ReadsChart_AnswerWithoutItsRecord_DoesNotLeave(string path, HttpStatusCode expected)
    {
        using var response = await client.GetAsync($"/api/planted/{path}", Cancel);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(
            expected == HttpStatusCode.OK,
            (await response.Content.ReadAsStringAsync(Cancel)).Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void EndpointRules_PlantedBreaches_AreFound() => Assert.Equal(
        [
            "GET /api/planted/silent must say either ReadsChart(view) or ReadsNoChart(reason).",
            "GET /api/planted/lies says that it reads no chart, but answers with Chart.PatientId.",
        ],
        EndpointRules.Breaches(app.Services));

    private RouteHandlerBuilder Plant(string name, Delegate handler)
    {
        var endpoint = app.MapGet($"/api/planted/{name}", handler).WithName(name).Audited("planted.read");
        // Its roles are stated, but nobody has to sign in here.
        return endpoint.WithMetadata(new EndpointRoles([Roles.Therapist]));
    }
}
