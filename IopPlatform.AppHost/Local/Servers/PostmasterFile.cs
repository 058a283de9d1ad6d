using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// The file by which a cluster says that it runs. After a kill it stays, and its process number may be somebody else's by
/// then. This process holds the data folder's lock, so nobody else can have started the cluster rightfully. Without the file
/// PostgreSQL no longer sees that processes of a killed server still work on the cluster, so they are ended first.
/// </summary>
internal static class PostmasterFile
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    public static async Task ClearAsync(string cluster, CancellationToken cancellationToken)
    {
        var path = Path.Combine(cluster, "postmaster.pid");
        if (!File.Exists(path))
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndsWithin);
        var first = (await File.ReadAllLinesAsync(path, cancellationToken)).FirstOrDefault();
        if (int.TryParse(first, CultureInfo.InvariantCulture, out var id))
        {
            while (ProcessTable.CommandLine(id).Contains(cluster, StringComparison.Ordinal))
            {
                Native.Signal(id, Native.SignalTerminate);
                await Task.Delay(100, limit.Token);
            }
        }

        while (ProcessTable.All().Where(process => ProcessTable.WorkingFolder(process) == cluster).ToArray() is { Length: > 0 } orphans)
        {
            foreach (var orphan in orphans) Native.Signal(orphan, Native.SignalKill);
            await Task.Delay(20, limit.Token);
        }

        File.Delete(path);
    }
}
