using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.Persistence;

public static class PersistenceExtensions
{
    private const int ChartReadsCached = 100_000;

    /// <summary>Adds the service's database, seen as the caller of each request or message may see it.</summary>
    /// <param name="connectionName">The database's name in the topology, for example <c>intake</c>.</param>
    public static void AddTenantDatabase(this IHostApplicationBuilder builder, string connectionName)
    {
        DapperTypes.Register();
        builder.AddNpgsqlDataSource(connectionName);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddFieldEncryption(connectionName);
        builder.Services.AddSingleton<CommitSignal>();
        builder.Services.AddSingleton<TenantDatabases>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped(services =>
            FromRequest(services.GetRequiredService<IHttpContextAccessor>().HttpContext));
        builder.Services.AddScoped<TenantDatabase>();
        builder.Services.AddScoped(services => services.GetRequiredService<TenantDatabase>().Caller);
        builder.Services.AddScoped<ChartReads>();
        // A cache of its own: a size limit on the shared one would bind every library that uses it.
        builder.Services.AddKeyedSingleton<IMemoryCache>(
            ChartReads.CacheKey, (_, _) => new MemoryCache(new MemoryCacheOptions { SizeLimit = ChartReadsCached }));
        builder.Services.AddExceptionHandler<WriteFailureHandler>();
    }

    private static TenantContext FromRequest(HttpContext? http) => new()
    {
        Caller = http is null ? null : Caller.From(http.User),
        Action = http?.GetEndpoint()?.Metadata.GetMetadata<AuditAction>()?.Name,
    };
}
