using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

public static class EncryptionExtensions
{
    private const int DirectoryConnectionsMax = 2;

    /// <summary>Names the encrypted columns of a service's tables, so that a rotation reaches them.</summary>
    public static void AddProtectedFields(this IHostApplicationBuilder builder, params IEnumerable<ProtectedField> fields)
    {
        foreach (var field in fields)
        {
            builder.Services.AddSingleton(field);
        }
    }

    /// <exception cref="InvalidOperationException">No platform key is configured.</exception>
    internal static void AddFieldEncryption(this IHostApplicationBuilder builder, string connectionName)
    {
        var relay = new NpgsqlConnectionStringBuilder(builder.Configuration.RequiredConnectionString($"{connectionName}-relay"))
        {
            MaxPoolSize = DirectoryConnectionsMax,
        };
        builder.Services.AddSingleton(PlatformKeys.From(builder.Configuration));
        builder.Services.AddSingleton<DataKeys>();
        builder.Services.AddSingleton(_ => new KeyDirectory(NpgsqlDataSource.Create(relay)));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Reencryption>(services, false));
        builder.Services.AddSingleton<FormerKeys>();
        builder.Services.AddSingleton<KeyRotation>();
        builder.Services.AddSingleton<ReencryptionSignal>();
        builder.Services.AddHostedService<ReencryptionWorker>();
    }
}
