namespace IopPlatform.Persistence.Tenancy;

/// <summary>Wakes the outbox relay of this process after a commit that left messages to send.</summary>
public sealed class CommitSignal : IDisposable
{
    private readonly SemaphoreSlim pending = new(0, 1);

    public void Raise()
    {
        try
        {
            pending.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already raised: one waking is enough for any number of commits.
        }
    }

    /// <summary>Returns when raised or after <paramref name="timeout"/>, whichever is first.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => pending.WaitAsync(timeout, cancellationToken);

    public void Dispose() => pending.Dispose();
}
