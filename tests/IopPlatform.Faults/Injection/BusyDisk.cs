using System.Diagnostics;
using IopPlatform.Faults.Probing;

namespace IopPlatform.Faults.Injection;

/// <summary>
/// A disk that answers slowly, as far as that can be had without the rights to slow a device down: others write and flush on it as
/// fast as it goes. The recovery counts from the end.
/// </summary>
public sealed record BusyDisk(TimeSpan For) : Fault("disk")
{
    private const int Writers = 4;
    private const int BlockBytes = 1 << 20;

    /// <summary>After so many blocks a file begins anew, so that it stays small.</summary>
    private const int BlocksMax = 64;

    public override string Kind => "busy";

    public override string ToString() => base.ToString();

    internal override async Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(For);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => Flush(end.Token), CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        return Stopwatch.GetTimestamp();
    }

    private static void Flush(CancellationToken end)
    {
        using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var block = new byte[BlockBytes];
        for (var written = 0; !end.IsCancellationRequested; written++)
        {
            file.Position = (long)(written % BlocksMax) * BlockBytes;
            file.Write(block);
            file.Flush(flushToDisk: true);
        }
    }
}
