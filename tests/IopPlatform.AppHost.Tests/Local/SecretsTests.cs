using System.Security.Cryptography;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class SecretsTests
{
    [Fact]
    public void Secrets_OpenedAgain_AreTheSame()
    {
        using var folder = new TemporaryFolder();
        var first = Secrets.Open(folder.Path);
        var (password, demo, key) = (first.Password("x"), first.DemoPassword, first.SigningKey);

        var second = Secrets.Open(folder.Path);

        Assert.Equal((password, demo, key), (second.Password("x"), second.DemoPassword, second.SigningKey));
        Assert.NotEqual(second.Password("x"), second.Password("y"));
    }

    [Fact]
    public void File_AfterEveryChange_IsForItsOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        var secrets = Secrets.Open(folder.Path);
        foreach (var name in new[] { "a", "b" })
        {
            secrets.Password(name);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Combine("secrets.json")));
        }

        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void RotateSigningKey_Twice_KeepsTheFormerOneAndTheTimeEachTime()
    {
        using var folder = new TemporaryFolder();
        var (running, command) = (Secrets.Open(folder.Path), Secrets.Open(folder.Path));
        var first = running.SigningKey;
        Assert.Equal((null, null), (running.FormerSigningKey, running.SigningFrom));

        command.RotateSigningKey(DateTimeOffset.UnixEpoch.AddTicks(1));
        var second = running.SigningKey;
        Assert.NotEqual(first, second);
        Assert.Equal((first, DateTimeOffset.UnixEpoch.AddTicks(1)), (running.FormerSigningKey, running.SigningFrom));

        command.RotateSigningKey(DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal((second, DateTimeOffset.UnixEpoch.AddDays(1)), (running.FormerSigningKey, running.SigningFrom));
        Assert.NotEqual(second, running.SigningKey);
    }

    [Fact]
    public void ReplaceSigningKey_Leaked_LeavesTheNewOneAlone()
    {
        using var folder = new TemporaryFolder();
        var secrets = Secrets.Open(folder.Path);
        secrets.RotateSigningKey(DateTimeOffset.UnixEpoch);
        var leaked = secrets.SigningKey;
        secrets.ReplaceSigningKey();
        Assert.NotEqual(leaked, secrets.SigningKey);
        Assert.Equal((null, null), (secrets.FormerSigningKey, secrets.SigningFrom));
    }

    [Fact]
    public async Task Changes_OfTwoProcessesAtOnce_AreAllKept()
    {
        using var folder = new TemporaryFolder();
        var names = Enumerable.Range(0, 20).Select(number => $"secret-{number}").ToList();
        var made = await Task.WhenAll(names.Select(name => Task.Run(() => Secrets.Open(folder.Path).Password(name))));
        Assert.Equal(made, names.Select(name => Secrets.Open(folder.Path).Password(name)));
    }

    [Fact]
    public void AuditSigningKey_OfEachProject_IsItsOwn()
    {
        using var folder = new TemporaryFolder();
        var secrets = Secrets.Open(folder.Path);
        Assert.Equal(secrets.AuditSigningKey("intake"), Secrets.Open(folder.Path).AuditSigningKey("intake"));
        Assert.NotEqual(secrets.AuditPublicKey("intake"), secrets.AuditPublicKey("identity"));
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", secrets.AuditPublicKey("intake"), StringComparison.Ordinal);
    }

    [Fact]
    public void SigningKey_Imported_IsRsaOf2048Bits()
    {
        using var folder = new TemporaryFolder();
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(Secrets.Open(folder.Path).SigningKey), out _);

        Assert.Equal(2048, key.KeySize);
    }

    [Fact]
    public void DemoPassword_Generated_IsReadableAndOfAllKindsOfCharacters()
    {
        using var folder = new TemporaryFolder();

        Assert.Matches("^[A-Z][a-z]+-[A-Z][a-z]+-[0-9]{4}$", Secrets.Open(folder.Path).DemoPassword);
    }
}
