using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Audit.Sealing;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Persistence;

public static class PersistenceExtensions
{
    private const int ChartReadsCached = 100_000;

    /// <summary>
    /// Adds the service's database, seen as the caller of each request or message may see it, and the sealer of its audit trail,
    /// which works as the relay role and needs <c>Audit:SigningKey</c> and <c>Audit:SealFolder</c>.
    /// </summary>
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
        builder.AddAuditSealer(connectionName);
    }

    private static void AddAuditSealer(this IHostApplicationBuilder builder, string service)
    {
        var relay = builder.Configuration.RequiredConnectionString($"{service}-relay");
        var signingKey = builder.Configuration.Required("Audit:SigningKey");
        var path = SealFile.PathIn(builder.Configuration.Required("Audit:SealFolder"), service);
        builder.Services.AddSingleton(_ => new SealerDatabase(NpgsqlDataSource.Create(relay)));
        builder.Services.AddSingleton(_ => new SealSigningKey(signingKey));
        builder.Services.AddHostedService(services => new AuditSealer(
            service,
            services.GetRequiredService<SealerDatabase>(),
            path,
            services.GetRequiredService<SealSigningKey>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<AuditSealer>>()));
    }

    private static TenantContext FromRequest(HttpContext? http)
    {
        var caller = http is null ? null : Caller.From(http.User);
        return new TenantContext
        {
            Caller = caller,
            Action = http?.GetEndpoint()?.Metadata.GetMetadata<AuditAction>()?.Name,
            OpensInEmergency = OpensInEmergency.IsFor(http, caller),
        };
    }
}
