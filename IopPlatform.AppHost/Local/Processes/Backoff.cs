namespace IopPlatform.AppHost.Local;

/// <summary>How long to wait before a process that ended starts again: doubled each time, up to a cap.</summary>
internal sealed record Backoff
{
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A process that ran at least so long begins with <see cref="First"/> again.</summary>
    public TimeSpan ForgivenAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <param name="failures">How often in a row it ended before, at least 1 after the first end.</param>
    public TimeSpan Delay(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = First.Ticks * Math.Pow(2, failures - 1);
        return doubled >= Cap.Ticks ? Cap : TimeSpan.FromTicks((long)doubled);
    }
}
