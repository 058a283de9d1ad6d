using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// The same names, sections and meanings as Aspire.Npgsql, which takes this file's place under the Aspire switch
/// (see docs/decisions): <c>Aspire:Npgsql[:name]:DisableHealthChecks</c> and <c>ConnectionStrings:name</c>.
/// </summary>
public static class NpgsqlExtensions
{
    public static void AddNpgsqlDataSource(this IHostApplicationBuilder builder, string connectionName)
    {
        var connection = Connection(builder, connectionName);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        AddHealthCheck(builder, connectionName, "PostgreSql", services => services.GetRequiredService<NpgsqlDataSource>());
    }

    public static void AddKeyedNpgsqlDataSource(this IHostApplicationBuilder builder, string name)
    {
        var connection = Connection(builder, name);
        builder.Services.AddKeyedSingleton(name, (_, _) => NpgsqlDataSource.Create(connection));
        AddHealthCheck(builder, name, $"PostgreSql_{name}", services => services.GetRequiredKeyedService<NpgsqlDataSource>(name));
    }

    private static string Connection(IHostApplicationBuilder builder, string name) =>
        builder.Configuration[$"Aspire:Npgsql:{name}:ConnectionString"]
        ?? builder.Configuration.RequiredConnectionString(name);

    private static void AddHealthCheck(
        IHostApplicationBuilder builder, string name, string key, Func<IServiceProvider, NpgsqlDataSource> source)
    {
        if (builder.Configuration.GetValue<bool>($"Aspire:Npgsql:{name}:DisableHealthChecks"))
        {
            return;
        }

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new DatabaseHealthCheck(source(services)), failureStatus: null, tags: null));
    }

    private sealed class DatabaseHealthCheck(NpgsqlDataSource source) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var command = source.CreateCommand("select 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException exception)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception: exception);
            }
        }
    }
}
