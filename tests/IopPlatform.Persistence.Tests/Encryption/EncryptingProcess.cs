using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IopPlatform.Persistence.Tests.Encryption;

/// <summary>One process of a service with letters and drafts: its caches, and its part in rotation.</summary>
internal sealed class EncryptingProcess : IAsyncDisposable
{
    private static readonly ProtectedField[] Fields = [LetterFields.Body, LetterFields.Other, LetterFields.Draft];
    private readonly CommitSignal commits = new();
    private readonly ReencryptionSignal rotations = new();

    public EncryptingProcess(WidgetsFixture widgets, PlatformKeys? platform = null)
    {
        platform ??= TestKeys.With(TestKeys.Platform);
        Keys = new DataKeys(widgets.App, platform, TimeProvider.System);
        Databases = new TenantDatabases(widgets.App, commits, TimeProvider.System, Keys);
        Directory = new KeyDirectory(NpgsqlDataSource.Create(widgets.Database.Relay));
        Rotation = new KeyRotation(
            Databases, Directory, Keys, platform, rotations, TimeProvider.System, NullLogger<KeyRotation>.Instance);
        Former = new FormerKeys(
            Databases, new Reencryption(widgets.App, Keys, NullLogger<Reencryption>.Instance), Fields, Keys);
    }

    public DataKeys Keys { get; }

    public TenantDatabases Databases { get; }

    public KeyDirectory Directory { get; }

    public KeyRotation Rotation { get; }

    public FormerKeys Former { get; }

    public TenantDatabase As(Guid organization) => Databases.For(Caller.Service(organization, "test"), "letter.test");

    public async Task<Guid> WriteLetterAsync(Guid organization, string text)
    {
        var id = Guid.CreateVersion7();
        await As(organization).Write()
            .Add("insert into letters (organization_id, id, body) values ($1, $2, $3)", organization, id, LetterFields.Body.Seal(id, text))
            .CommitAsync(TestContext.Current.CancellationToken);
        return id;
    }

    public async Task<string> ReadLetterAsync(Guid organization, Guid id) =>
        (await As(organization).QuerySingleAsync<SealedText>(
            "select body from letters where id = $1", [id], TestContext.Current.CancellationToken))!.Open(LetterFields.Body, id);

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        commits.Dispose();
        rotations.Dispose();
        await Directory.DisposeAsync();
    }
}
