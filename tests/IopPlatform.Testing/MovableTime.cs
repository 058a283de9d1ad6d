namespace IopPlatform.Testing;

/// <summary>The system's clock with an offset that a test sets. Timers run in real time.</summary>
public sealed class MovableTime : TimeProvider
{
    private long offsetTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);

    /// <summary>Makes the clock show <paramref name="now"/> from this moment on.</summary>
    public void MoveTo(DateTimeOffset now) => Interlocked.Exchange(ref offsetTicks, (now - System.GetUtcNow()).Ticks);
}
