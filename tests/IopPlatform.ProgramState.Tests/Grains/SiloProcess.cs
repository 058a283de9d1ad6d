using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
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

/// <summary>
/// The service as a process of its own, with the database and the queues of a fixture; it may start any number of times, and is
/// killed with its test.
/// </summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>Some seconds; most of a minute where a machine is many times overcommitted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Dictionary<string, string> settings;
    private readonly List<Process> started = [];

    private SiloProcess(Dictionary<string, string> settings) => this.settings = settings;

    private Uri Address => new(settings["ASPNETCORE_URLS"]);

    /// <param name="keys">See <see cref="StartKeysAsync"/>.</param>
    /// <param name="cluster">Names the cluster and the silo's ports.</param>
    public static SiloProcess Of(ProgramStateFixture fixture, WebApplication keys, IReadOnlyDictionary<string, string> cluster, string redis) => new(
        new([.. cluster, .. fixture.Seals.Configuration])
        {
            ["ASPNETCORE_URLS"] = $"http://localhost:{ProgramStateFixture.FreePort()}",
            ["services:identity:http:0"] = keys.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
            ["ConnectionStrings:program-state"] = fixture.Database.App,
            ["ConnectionStrings:program-state-relay"] = fixture.Database.Relay,
            ["ConnectionStrings:rabbitmq"] = fixture.Broker,
            ["ConnectionStrings:redis"] = redis,
            ["Encryption:PlatformKeys:0"] = TestKeys.Platform,
            ["Authentication:Issuer"] = TestTokens.Issuer,
        });

    public HttpClient Client(Caller caller) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(caller)) },
    };

    /// <summary>Starts it and waits until it is ready for work.</summary>
    public async Task<Process> StartAsync(HttpClient client)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "IopPlatform.ProgramState"))
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        started.Add(process);
        // Read, so that a full pipe does not stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.BecomesTrueAsync(() => IsHealthyAsync(process, client), "the silo to be ready", Patience);
        return process;
    }

    /// <summary>Stands for Identity: it shows the public half of the key that signs the tests' tokens.</summary>
    public static async Task<WebApplication> StartKeysAsync()
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

    public void Dispose()
    {
        foreach (var process in started)
        {
            process.Kill();
            process.Dispose();
        }
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
}
