namespace IopPlatform.AppHost.Local;

/// <summary>The last values of a measure, oldest first; bounded.</summary>
internal sealed class Series(int pointsMax = 300)
{
    private readonly Lock gate = new();
    private readonly Queue<Point> points = new();

    public void Add(DateTimeOffset at, double value)
    {
        lock (gate)
        {
            points.Enqueue(new Point(at, value));
            if (points.Count > pointsMax)
            {
                points.Dequeue();
            }
        }
    }

    public IReadOnlyList<Point> Points()
    {
        lock (gate)
        {
            return [.. points];
        }
    }

    internal readonly record struct Point(DateTimeOffset At, double Value);
}
