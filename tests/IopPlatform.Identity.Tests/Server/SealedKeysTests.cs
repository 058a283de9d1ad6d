using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopPlatform.Identity.Tests.Server;

public sealed class SealedKeysTests(IdentityFixture identity)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoredKeys_All_AreSealedAndCanBeOpened()
    {
        var stored = await identity.SqlAsync<string>("select xml from auth.data_protection_keys");
        Assert.NotEmpty(stored);
        Assert.All(stored, xml => Assert.Contains("<sealed", xml, StringComparison.Ordinal));
        Assert.All(stored, xml => Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal));

        var keys = identity.Services.GetRequiredService<IKeyManager>().GetAllKeys();
        Assert.Equal(stored.Count, keys.Count);
        Assert.All(keys, key => Assert.NotNull(key.CreateEncryptor()));
    }

    /// <summary>Each would make one of its own, which the others would read a day later.</summary>
    [Fact]
    public async Task Start_FiveInstancesAtOnce_MakeOneKey()
    {
        var database = await TestDatabase.CreateAsync("identity", typeof(IdentityAssembly).Assembly);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAsync(database.App)));

        await using var everything = NpgsqlDataSource.Create(database.Migrator);
        await using var count = everything.CreateCommand("select count(*) from auth.data_protection_keys");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Cancel));
    }

    private static async Task StartAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var services = new ServiceCollection().AddLogging().AddSingleton(source).AddSingleton(TestKeys.With(TestKeys.Platform));
        services.AddDbContext<AuthDatabase>(options => AuthDatabase.Configure(options, source));
        services.AddDataProtection().SetApplicationName("iop-identity").PersistKeysToDbContext<AuthDatabase>();
        services.SealDataProtectionKeys();
        await using var provider = services.BuildServiceProvider();
        await ActivatorUtilities.CreateInstance<FirstProtectionKey>(provider).StartAsync(Cancel);
    }
}
