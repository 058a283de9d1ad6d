using System.Globalization;
using System.Security.Claims;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using IopPlatform.Web.Server;
using IopPlatform.Web.Tests.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(SessionStore))]

namespace IopPlatform.Web.Tests.Server;

/// <summary>Web's own database on a real server, and instances of what keeps sessions in it.</summary>
public sealed class SessionStore : IAsyncLifetime
{
    private readonly List<WebApplication> instances = [];
    private TestDatabase database = null!;
    private NpgsqlDataSource everything = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync("web", typeof(WebAssembly).Assembly);
        everything = NpgsqlDataSource.Create(database.Migrator);
        // As the first instance of a platform does, before any other reads the keys.
        await using var first = Instance(TestKeys.Platform, TimeProvider.System);
        await new FirstProtectionKey(first.Services.GetRequiredService<NpgsqlDataSource>(), first.Services.GetRequiredService<IDataProtectionProvider>())
            .StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances) await instance.DisposeAsync();
        await everything.DisposeAsync();
    }

    /// <summary>An instance of Web as far as it keeps sessions: connections and key ring of its own, the same database.</summary>
    internal Tickets Tickets(TimeProvider time, string? platformKey = null)
    {
        var instance = Instance(platformKey ?? TestKeys.Platform, time);
        instances.Add(instance);
        return instance.Services.GetRequiredService<Tickets>();
    }

    /// <summary>What a sign-in makes.</summary>
    internal static AuthenticationTicket Ticket(Caller caller, DateTimeOffset now, TimeSpan lasts, string? access = null, string? refresh = "first refresh")
    {
        var ends = now + lasts;
        var properties = new AuthenticationProperties { ExpiresUtc = now + SignInExtensions.Lasts };
        properties.StoreTokens(
        [
            new AuthenticationToken { Name = "access_token", Value = access ?? TestTokens.For(caller) },
            .. refresh is null ? [] : new[] { new AuthenticationToken { Name = "refresh_token", Value = refresh } },
            new AuthenticationToken { Name = "expires_at", Value = ends.ToString("o", CultureInfo.InvariantCulture) },
        ]);
        var identity = new ClaimsIdentity([new Claim(CallerClaims.Subject, caller.Subject)], "test", "name", CallerClaims.Role);
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>One value of the database, whoever's it is.</summary>
    public async Task<T?> SqlAsync<T>(string sql, params object[] values)
    {
        await using var command = everything.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T?)await command.ExecuteScalarAsync();
    }

    /// <summary>Put together as Web does it, and not started: what it does by itself, the tests do.</summary>
    private WebApplication Instance(string platformKey, TimeProvider time)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[TestKeys.Setting] = platformKey;
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(database.App));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<Tickets>();
        builder.AddSharedProtectionKeys();
        return builder.Build();
    }
}
