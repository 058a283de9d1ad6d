using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class PlatformKeyFileTests : IDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly TemporaryFolder home = new();

    private string Keys => home.Combine("keys");

    public void Dispose()
    {
        data.Dispose();
        home.Dispose();
    }

    [Fact]
    public void Open_FirstTime_MakesAFileForItsOwnerOnlyOutsideTheData()
    {
        var key = PlatformKeyFile.Open(data.Path, Keys);

        Assert.True(key.Created);
        Assert.Equal(Keys, Path.GetDirectoryName(key.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key.Path));
        Assert.Equal(32, Convert.FromBase64String(File.ReadAllText(key.Path).Trim()).Length);
        var secret = File.ReadAllText(key.Path).Trim();
        Assert.All(Directory.GetFiles(data.Path), file => Assert.DoesNotContain(secret, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Open_Again_IsTheSameFile()
    {
        var (first, second) = (PlatformKeyFile.Open(data.Path, Keys), PlatformKeyFile.Open(data.Path, Keys));

        Assert.Equal(first.Path, second.Path);
        Assert.False(second.Created);
        Assert.Equal(first.Path, PlatformKeyFile.Find(data.Path, Keys));
    }

    [Fact]
    public void Open_KeyIsGone_SaysWhichAndMakesNone()
    {
        var path = PlatformKeyFile.Open(data.Path, Keys).Path;
        File.Delete(path);

        var error = Assert.Throws<InvalidOperationException>(() => PlatformKeyFile.Open(data.Path, Keys));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Open_AnotherKeyInItsPlace_IsRefusedWithoutShowingIt()
    {
        var path = PlatformKeyFile.Open(data.Path, Keys).Path;
        var other = Convert.ToBase64String(new byte[32]);
        File.WriteAllText(path, other);

        var error = Assert.Throws<InvalidOperationException>(() => PlatformKeyFile.Open(data.Path, Keys));
        Assert.DoesNotContain(other, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("keys")]
    public void Open_KeyFolderInsideTheData_IsRefused(string folder) =>
        Assert.Throws<InvalidOperationException>(() => PlatformKeyFile.Open(data.Path, Path.Combine(data.Path, folder)));

    [Fact]
    public void AddKey_ThenOpened_HasBothAndTheNewOneFirst()
    {
        var key = PlatformKeyFile.Open(data.Path, Keys);
        var former = File.ReadAllText(key.Path).Trim();
        key.AddKey();

        var lines = File.ReadAllLines(PlatformKeyFile.Open(data.Path, Keys).Path);
        Assert.Equal(2, lines.Length);
        Assert.NotEqual(former, lines[0]);
        Assert.Equal(former, lines[1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key.Path));
    }
}
