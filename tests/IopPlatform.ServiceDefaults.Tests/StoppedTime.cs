namespace IopPlatform.ServiceDefaults.Tests;

/// <summary>A clock that moves only when it is told to.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => now;

    public void Move(TimeSpan by) => now += by;
}
