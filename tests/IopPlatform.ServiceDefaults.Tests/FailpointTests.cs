using System.Net;
using System.Net.Http.Json;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Faults;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.ServiceDefaults.Tests;

/// <summary>A platform that does not say so arms nothing; one that does obeys operators only.</summary>
public sealed class FailpointTests
{
    private const string Point = FailpointNames.FileNotCommitted;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kill", FailpointEffect.Kill, 1, 0)]
    [InlineData("kill:3", FailpointEffect.Kill, 3, 0)]
    [InlineData("fail", FailpointEffect.Fail, 1, 0)]
    [InlineData("delay-500:2", FailpointEffect.Delay, 2, 500)]
    public void TryParse_Action_IsRead(string text, FailpointEffect effect, int passing, int milliseconds)
    {
        Assert.True(FailpointAction.TryParse(text, out var action));
        Assert.Equal(new FailpointAction(effect, passing, milliseconds), action);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("kill:0")]
    [InlineData("kill:1:2")]
    [InlineData("delay")]
    [InlineData("delay-0")]
    [InlineData("die")]
    public void TryParse_Nonsense_IsRefused(string? text) => Assert.False(FailpointAction.TryParse(text, out _));

    [Fact]
    public void ArmFrom_NotAllowed_RefusesToStart()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Failpoints.ArmFrom(Settings(($"Failpoints:{Point}", "fail"))));
        Assert.Contains("not allowed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no.such-point", "fail")]
    [InlineData(Point, "sometimes")]
    public void ArmFrom_UnknownNameOrAction_RefusesToStart(string name, string action) => Assert.Throws<InvalidOperationException>(
        () => Failpoints.ArmFrom(Settings(("Failpoints:Allowed", "true"), ($"Failpoints:{name}", action))));

    [Fact]
    public async Task Reached_ArmedToFailAtTheSecondPassing_FailsFromThereOn()
    {
        const string name = FailpointNames.BetweenFiles;
        Failpoints.ArmFrom(Settings(("Failpoints:Allowed", "true"), ($"Failpoints:{name}", "fail:2")));
        await Failpoints.ReachedAsync(name);
        await Assert.ThrowsAsync<FailpointException>(async () => await Failpoints.ReachedAsync(name));
        await Assert.ThrowsAsync<FailpointException>(async () => await Failpoints.ReachedAsync(name));
        await Failpoints.ReachedAsync(FailpointNames.SentNotMarked);
        Failpoints.Disarm(name);
        await Failpoints.ReachedAsync(name);
    }

    [Theory]
    [InlineData(false, Roles.Operator, HttpStatusCode.Forbidden)]
    [InlineData(true, Roles.Operator, HttpStatusCode.NoContent)]
    [InlineData(true, Roles.MedicalDirector, HttpStatusCode.Forbidden)]
    [InlineData(true, null, HttpStatusCode.Unauthorized)]
    public async Task Post_Failpoint_IsForOperatorsWhereAllowed(bool allowed, string? role, HttpStatusCode expected)
    {
        await using var app = await StartAsync(allowed, role);
        using var answer = await app.GetTestClient().PostAsJsonAsync("/internal/failpoints", new SetFailpoint(Point, "delay-1:1000000"), Cancel);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(bool allowed, string? role)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration["Failpoints:Allowed"] = allowed ? "true" : null;
        builder.Configuration["Authentication:Issuer"] = "http://localhost";
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddApi();
        builder.Services.AddAuthentication(KnownRole.SchemeName).AddScheme<RoleOptions, KnownRole>(KnownRole.SchemeName, options => options.Role = role);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApi("/api/test");
        await app.StartAsync(Cancel);
        return app;
    }

    private static IConfiguration Settings(params (string Key, string? Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
        .Build();

    private sealed class RoleOptions : AuthenticationSchemeOptions
    {
        public string? Role { get; set; }
    }

    /// <summary>Everybody is somebody with the configured role.</summary>
    private sealed class KnownRole(IOptionsMonitor<RoleOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<RoleOptions>(options, logger, encoder)
    {
        public const string SchemeName = "known-role";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Options.Role is not { } role) return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new System.Security.Claims.ClaimsIdentity([new(CallerClaims.Role, role)], KnownRole.SchemeName, CallerClaims.Subject, CallerClaims.Role);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new(identity), KnownRole.SchemeName)));
        }
    }
}
