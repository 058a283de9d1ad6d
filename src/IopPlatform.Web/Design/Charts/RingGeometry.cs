using System.Globalization;

namespace IopPlatform.Web.Design;

/// <summary>Two arcs of a ring whose whole circumference counts 100, beginning at twelve o'clock.</summary>
/// <param name="Attended">Share of the goal, at most 100.</param>
/// <param name="Booked">What follows it; the two together are at most 100.</param>
public sealed record RingGeometry(double Attended, double Booked)
{
    private const double Stroke = 1.4;
    private const double Space = 1.1;

    public static RingGeometry Of(WeekHours week)
    {
        if (!week.HasGoal) return new(0, 0);
        var attended = Math.Clamp(100.0 * week.AttendedMinutes / week.GoalMinutes, 0, 100);
        var expected = Math.Clamp(100.0 * week.ExpectedMinutes / week.GoalMinutes, attended, 100);
        return new(attended, expected - attended);
    }

    public string AttendedDashes => string.Create(CultureInfo.InvariantCulture, $"{Attended:0.##} 200");

    /// <summary>The booked arc as short strokes, so that it differs from the attended one without color.</summary>
    public string BookedDashes
    {
        get
        {
            var strokes = (int)Math.Floor(Booked / (Stroke + Space));
            var rest = Math.Min(Stroke, Booked - (strokes * (Stroke + Space)));
            var dashes = string.Concat(Enumerable.Repeat(
                string.Create(CultureInfo.InvariantCulture, $"{Stroke} {Space} "), strokes));
            return string.Create(CultureInfo.InvariantCulture, $"0 {Attended:0.##} {dashes}{rest:0.##} 200");
        }
    }
}
