using System.Text.Json;

namespace IopPlatform.AppHost.Local;

/// <summary>A platform runs in the folder already.</summary>
public sealed class FolderInUseException(string folder)
    : InvalidOperationException($"A platform runs in {folder} already. './iop status' shows it, './iop down' ends it.");

/// <summary>One platform a data folder. The lock is the kernel's, so it ends with the process, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan GuardEndsWithin = TimeSpan.FromSeconds(20);
    private readonly FileStream file;
    private readonly string guardPath;

    private FolderLock(FileStream file, string guardPath)
    {
        this.file = file;
        this.guardPath = guardPath;
    }

    /// <summary>Takes the lock and waits until the guard of a killed predecessor has ended its processes.</summary>
    public static async Task<FolderLock> TakeAsync(string folder, CancellationToken cancellationToken)
    {
        DataFolder.Create(folder);
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new FolderInUseException(folder);
        }

        var taken = new FolderLock(file, Path.Combine(folder, "guard.json"));
        await taken.PredecessorEndedAsync(cancellationToken);
        return taken;
    }

    public void NoteGuard(ProcessIdentity guard) => PrivateFile.Write(guardPath, JsonSerializer.Serialize(guard));

    public void Dispose()
    {
        if (File.Exists(guardPath))
        {
            File.Delete(guardPath);
        }

        file.Dispose();
    }

    private async Task PredecessorEndedAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(guardPath)
            || JsonSerializer.Deserialize<ProcessIdentity>(await File.ReadAllTextAsync(guardPath, cancellationToken)) is not { } guard)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(GuardEndsWithin);
        while (guard.IsAlive())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
