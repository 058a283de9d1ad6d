using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class QuietInstallationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Begin_WhileItLasts_ForbidsServicesAndClusters()
    {
        using var root = new TemporaryFolder();
        await using (await QuietInstallation.BeginAsync(root.Path, [], Cancellation))
        {
            Assert.Contains("exit 101", await File.ReadAllTextAsync(Policy(root), Cancellation));
            Assert.True(File.GetUnixFileMode(Policy(root)).HasFlag(UnixFileMode.UserExecute));
            Assert.Contains("create_main_cluster = false", await File.ReadAllTextAsync(Cluster(root), Cancellation));
        }

        Assert.False(File.Exists(Policy(root)));
        Assert.False(File.Exists(Cluster(root)));
    }

    [Fact]
    public async Task Begin_WithAPolicyThere_PutsItBack()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(Policy(root))!);
        await File.WriteAllTextAsync(Policy(root), "theirs", Cancellation);

        // The first was interrupted: it is begun but never ended.
        await QuietInstallation.BeginAsync(root.Path, [], Cancellation);
        await using (await QuietInstallation.BeginAsync(root.Path, [], Cancellation))
        {
            Assert.NotEqual("theirs", await File.ReadAllTextAsync(Policy(root), Cancellation));
        }

        Assert.Equal("theirs", await File.ReadAllTextAsync(Policy(root), Cancellation));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Policy(root))!));
    }

    private static string Policy(TemporaryFolder root) => root.Combine("usr/sbin/policy-rc.d");

    private static string Cluster(TemporaryFolder root) => root.Combine("etc/postgresql-common/createcluster.d/iop-platform.conf");
}
