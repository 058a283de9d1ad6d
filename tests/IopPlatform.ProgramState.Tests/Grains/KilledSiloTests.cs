using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ProgramState.Tests.Grains;

/// <summary>The service as a process of its own, killed without warning and started again at the same ports.</summary>
public sealed class KilledSiloTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Story story = new(TimeProvider.System.GetUtcNow());

    /// <summary>Its own queues and database: the process would take the messages of other tests.</summary>
    private readonly ProgramStateFixture fixture = new();

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Episode_AfterItsSiloWasKilled_AnswersWithTheWholeState()
    {
        await using var keys = await StartKeysAsync();
        await fixture.DeliverAllAsync(story.SiteOpened(), story.Admitted(), story.Planned(), story.Attended(story.Monday));
        Dictionary<string, string> settings = new(ProgramStateFixture.SiloSettings());
        settings["ASPNETCORE_URLS"] = $"http://localhost:{ProgramStateFixture.FreePort()}";
        settings["services:identity:http:0"] = keys.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        using var client = new HttpClient { BaseAddress = new Uri(settings["ASPNETCORE_URLS"]) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TestTokens.For(Callers.Staff(story.Organization, Roles.Therapist)));
        using (var silo = await StartAsync(settings, client))
        {
            Assert.Equal(3, (await client.GetAsync<EpisodeView>(story.EpisodePath())).Version);
            silo.Kill();
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await fixture.DeliverAllAsync(story.Attended(story.Monday, "partial", 30, 2));
        using var successor = await StartAsync(settings, client);
        try
        {
            var view = await client.GetAsync<EpisodeView>(story.EpisodePath());
            Assert.Equal((4, "active", 30), (view.Version, view.Phase, view.Week.AttendedMinutes));
        }
        finally
        {
            successor.Kill();
        }
    }

    private async Task<Process> StartAsync(Dictionary<string, string> settings, HttpClient client)
    {
        var servers = await TestServers.GetAsync();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "IopPlatform.ProgramState"))
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings.Concat(fixture.Seals.Configuration))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ConnectionStrings__program-state"] = fixture.Database.App;
        start.Environment["ConnectionStrings__program-state-relay"] = fixture.Database.Relay;
        start.Environment["ConnectionStrings__rabbitmq"] = fixture.Broker;
        start.Environment["Encryption__PlatformKeys__0"] = TestKeys.Platform;
        start.Environment["ConnectionStrings__redis"] = servers.Redis;
        start.Environment["Authentication__Issuer"] = TestTokens.Issuer;
        var process = Process.Start(start)!;
        // Read, so that a full pipe does not stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.BecomesTrueAsync(() => IsHealthyAsync(process, client), "the silo to be ready", Patience);
        return process;
    }

    private static async Task<bool> IsHealthyAsync(Process process, HttpClient client)
    {
        Assert.False(process.HasExited, "The silo ended while it started.");
        try
        {
            using var response = await client.GetAsync("/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Stands for Identity: it shows the public half of the key that signs the tests' tokens.</summary>
    private static async Task<WebApplication> StartKeysAsync()
    {
        var publicKey = new RsaSecurityKey(RSA.Create(TestTokens.Key.Rsa.ExportParameters(includePrivateParameters: false)))
        {
            KeyId = TestTokens.Key.KeyId,
        };
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(publicKey);
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/.well-known/jwks", () => Results.Json(new
        {
            keys = new[] { new { kty = key.Kty, use = "sig", kid = key.Kid, n = key.N, e = key.E, alg = "RS256" } },
        }));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
