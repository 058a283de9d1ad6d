using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using IopPlatform.Gateway.Answers;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace IopPlatform.Gateway.Limits;

/// <summary>
/// Each request takes a token of its client and one of its organization; without a valid token it takes one of its address. A
/// stream is one request, however long it lasts.
/// </summary>
internal sealed partial class RateLimits(Budgets budgets, Refusals refusals, ILogger<RateLimits> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var user = context.User;
        var refusal = user.FindFirstValue(CallerClaims.Subject) is { } subject
            ? await TakeAsync(user.FindFirstValue(CallerClaims.Organization), subject)
            : await TakeAsync(BudgetOf.Address, AddressOf(context.Connection.RemoteIpAddress));
        await (refusal is { } refused ? RefuseAsync(context, refused) : next(context));
    }

    /// <summary>The client's address; of an IPv6 address the network, because one host has many of them.</summary>
    internal static string AddressOf(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]) + "/64",
        _ => address.ToString(),
    };

    private async ValueTask<Refusal?> TakeAsync(string? organization, string subject)
    {
        var client = budgets.Find(BudgetOf.Client, $"{organization ?? "none"}:{subject}");
        var wait = await client.TakeAsync();
        if (wait > TimeSpan.Zero) return new Refusal(BudgetOf.Client, client, wait, organization, subject);
        if (organization is null || await TakeAsync(BudgetOf.Organization, organization) is not { } refusal) return null;

        // The client's own token was not used.
        client.Return();
        return refusal;
    }

    private async ValueTask<Refusal?> TakeAsync(BudgetOf of, string name)
    {
        var budget = budgets.Find(of, name);
        var wait = await budget.TakeAsync();
        return wait > TimeSpan.Zero ? new Refusal(of, budget, wait, of == BudgetOf.Organization ? name : null, null) : null;
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Budget.IsToBeTold()) LogRefused(refusal.Of, refusal.Organization, refusal.Subject);
        var (rule, whose) = refusal.Of switch
        {
            BudgetOf.Client => ("rate-limit-client", "This client"),
            BudgetOf.Organization => ("rate-limit-organization", "This organization"),
            BudgetOf.Address => ("rate-limit-address", "This address"),
        };
        return refusals.TooManyAsync(context, rule, $"{whose} has sent too many requests. Try again after the time in Retry-After.", refusal.Wait);
    }

    [LoggerMessage(LogLevel.Warning, "The budget of {Of} is spent (organization {OrganizationId}, subject {Subject}); told once a minute")]
    private partial void LogRefused(BudgetOf of, string? organizationId, string? subject);

    private readonly record struct Refusal(BudgetOf Of, Budget Budget, TimeSpan Wait, string? Organization, string? Subject);
}

internal static class RateLimitsExtensions
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        // Without Redis the gateway goes on (see SharedBudget), so it must not count as ill.
        builder.Configuration["Aspire:StackExchange:Redis:DisableHealthChecks"] = "true";
        builder.AddRedisClient("redis");
        builder.Services.AddOptions<RateLimitOptions>()
            .BindConfiguration(RateLimitOptions.Section)
            .Validate(options => options.IsValid, "Budgets must be above zero, bursts at least 1, and ShareWithoutRedis in (0, 1].")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new SharedBudget(
            services.GetRequiredService<IConnectionMultiplexer>,
            services.GetRequiredService<IOptions<RateLimitOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SharedBudget>>()));
        builder.Services.AddSingleton<Budgets>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<Refusals>();
    }

    /// <summary>Behind authentication, since the token says whose budget it is. Health is asked for by machines and never refused.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use((context, next) => context.Request.Path.Value is "/health" or "/alive" ? next(context) : limits.InvokeAsync(context, next));
    }
}
