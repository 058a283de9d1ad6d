using System.Diagnostics;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class PostmasterFileTests
{
    /// <summary>A killed server leaves its file, and for a moment processes that still work on the cluster.</summary>
    [Fact]
    public async Task Clear_OrphansOfAKilledServer_AreEndedBeforeTheFileGoes()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var cluster = new TemporaryFolder();
        await File.WriteAllTextAsync(cluster.Combine("postmaster.pid"), "999999999\n", cancel);
        using var orphan = Process.Start(new ProcessStartInfo("sleep", "600") { WorkingDirectory = cluster.Path })!;

        await PostmasterFile.ClearAsync(cluster.Path, cancel);

        await orphan.WaitForExitAsync(cancel);
        Assert.Equal(128 + Native.SignalKill, orphan.ExitCode);
        Assert.False(File.Exists(cluster.Combine("postmaster.pid")));
    }
}
