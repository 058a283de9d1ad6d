using System.Collections.Concurrent;

namespace IopPlatform.AppHost.Local;

/// <summary>A set of supervised processes under one guard, with the lock on the data folder that they share.</summary>
internal sealed class Supervision : IAsyncDisposable
{
    private readonly FolderLock folderLock;
    private readonly Guard guard;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, SupervisedProcess> processes = new();
    private readonly ConcurrentBag<Task> runs = [];
    private int disposed;

    private Supervision(FolderLock folderLock, Guard guard, string dataFolder)
    {
        this.folderLock = folderLock;
        this.guard = guard;
        Logs = new LogHub(Directory.CreateDirectory(DataFolder.Logs(dataFolder)).FullName);
    }

    /// <summary>Some resource's state has changed.</summary>
    public event Action? Changed;

    public LogHub Logs { get; }

    public ProcessIdentity GuardIdentity => guard.Identity;

    public CancellationToken Stopping => stop.Token;

    /// <exception cref="FolderInUseException">Another process runs a platform in the folder.</exception>
    public static async Task<Supervision> StartAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var folderLock = await FolderLock.TakeAsync(dataFolder, cancellationToken);
        var guard = Guard.Start();
        folderLock.NoteGuard(guard.Identity);
        return new Supervision(folderLock, guard, dataFolder);
    }

    /// <summary>Starts the process as soon as all it depends on is ready.</summary>
    public SupervisedProcess Add(ProcessResource resource, params IEnumerable<Task> dependencies)
    {
        var process = new SupervisedProcess(resource, guard, Logs, new Backoff(), () => Changed?.Invoke());
        processes[resource.Name] = process;
        runs.Add(Task.Run(() => process.RunAsync(Task.WhenAll(dependencies), stop.Token)));
        return process;
    }

    public SupervisedProcess? Find(string name) => processes.GetValueOrDefault(name);

    /// <summary>Ends everything in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stop.CancelAsync();
        await guard.DisposeAsync();
        await Task.WhenAll(runs);
        Logs.Dispose();
        stop.Dispose();
        folderLock.Dispose();
    }
}
