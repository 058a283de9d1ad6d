namespace IopPlatform.Web.Design;

/// <summary>One week of clinical minutes against its goal.</summary>
/// <param name="AttendedMinutes">Already attended.</param>
/// <param name="BookedMinutes">Still to come, not counted in the attended ones.</param>
/// <param name="GoalMinutes">9 h for adults, 6 h for adolescents, or as prescribed; 0: no goal.</param>
public sealed record WeekHours(int AttendedMinutes, int BookedMinutes, int GoalMinutes)
{
    public int ExpectedMinutes => AttendedMinutes + BookedMinutes;

    public bool HasGoal => GoalMinutes > 0;

    public bool IsMet => HasGoal && AttendedMinutes >= GoalMinutes;

    /// <summary>0 when what is booked suffices.</summary>
    public int MissingMinutes => Math.Max(0, GoalMinutes - ExpectedMinutes);

    /// <summary>"6.5 of 9 h, 3 booked → 9.5".</summary>
    public string Words()
    {
        var (attended, booked) = (DesignText.Hours(AttendedMinutes), DesignText.Hours(BookedMinutes));
        if (!HasGoal) return DesignText.Get("HoursNoGoal", attended, booked);
        var goal = DesignText.Hours(GoalMinutes);
        var expected = DesignText.Hours(ExpectedMinutes);
        if (IsMet) return DesignText.Get("HoursMet", attended, goal);
        if (MissingMinutes == 0) return DesignText.Get("HoursBooked", attended, goal, booked, expected);
        var missing = DesignText.HoursMissing(MissingMinutes);
        return BookedMinutes == 0
            ? DesignText.Get("HoursNothingBooked", attended, goal, missing)
            : DesignText.Get("HoursShort", attended, goal, booked, expected, missing);
    }
}
