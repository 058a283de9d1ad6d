namespace IopPlatform.Persistence.Encryption;

/// <summary>Wakes the re-encryption of this process: a key was rotated.</summary>
public sealed class ReencryptionSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0, 1);

    public void Dispose() => raised.Dispose();

    internal void Raise()
    {
        try
        {
            raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is raised already.
        }
    }

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => raised.WaitAsync(atMost, cancellationToken);
}
