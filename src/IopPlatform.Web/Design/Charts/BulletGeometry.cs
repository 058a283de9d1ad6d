namespace IopPlatform.Web.Design;

/// <summary>The bullet bar of a week: everything in percent of its width.</summary>
/// <param name="Attended">Where the solid part ends.</param>
/// <param name="Booked">Where the hatched part ends.</param>
/// <param name="Goal">Where the tick stands; null without a goal.</param>
/// <param name="Hours">Where each whole hour stands.</param>
public sealed record BulletGeometry(double Attended, double Booked, double? Goal, IReadOnlyList<double> Hours)
{
    private const int MinutesLeast = 12 * 60;
    private const int HourLinesMax = 40;

    /// <summary>
    /// From 0 to 12 h, so that the bars of a list can be compared; longer, up to the next full hour with a little air, where
    /// goal or booking exceed that.
    /// </summary>
    public static BulletGeometry Of(WeekHours week)
    {
        var attended = Math.Max(0, week.AttendedMinutes);
        var expected = attended + Math.Max(0, week.BookedMinutes);
        var most = Math.Max(week.GoalMinutes, expected);
        var scale = most < MinutesLeast ? MinutesLeast : ((most / 60) + 1) * 60;
        return new(
            100.0 * attended / scale,
            100.0 * expected / scale,
            week.HasGoal ? 100.0 * week.GoalMinutes / scale : null,
            scale / 60 > HourLinesMax ? [] : [.. Enumerable.Range(1, (scale / 60) - 1).Select(hour => 100.0 * hour * 60 / scale)]);
    }
}
