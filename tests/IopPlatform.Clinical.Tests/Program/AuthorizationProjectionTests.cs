using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>Twelve units for March 2026, Mondays, Wednesdays and Fridays; March 2 is a Monday.</summary>
public sealed class AuthorizationProjectionTests
{
    private static readonly PlannedUse threeDays = new() { Days = [DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday] };

    [Fact]
    public void Of_TwelveUnitsOnThreeDaysAWeek_LastFourWeeks()
    {
        var projection = At(used: 0, threeDays, next: 2);
        Assert.Equal(new(12, Day(27), Day(27), Day(30), 0, Day(25)), projection);
    }

    [Theory]
    [InlineData(0, 27, 30)]
    [InlineData(9, 6, 9)]
    [InlineData(11, 2, 4)]
    public void Of_UnitsUsed_EndEarlier(int used, int lastCovered, int firstUncovered)
    {
        var projection = At(used, threeDays, next: 2);
        Assert.Equal((Day(lastCovered), Day(firstUncovered)), (projection.LastCoveredOn, projection.FirstUncoveredOn));
    }

    [Fact]
    public void Of_NothingLeft_TheNextPlannedDayIsUncovered() =>
        Assert.Equal(new(0, null, null, Day(4), 0, new(2026, 2, 27)), At(used: 13, threeDays, next: 3));

    [Fact]
    public void Of_ClosedDays_MoveTheEnd()
    {
        var projection = At(used: 9, threeDays with { Closed = [Day(4), Day(3), Day(9)] }, next: 2);
        Assert.Equal((Day(11), Day(13)), (projection.LastCoveredOn, projection.FirstUncoveredOn));
    }

    [Fact]
    public void Of_CoveredTimeEndsFirst_UnitsAreLeftOver()
    {
        // Mondays only: 5 of 12 units by March 30; the last one would be used on May 18.
        var projection = At(used: 0, threeDays with { Days = [DayOfWeek.Monday] }, next: 2);
        Assert.Equal(new(12, Day(30), new(2026, 5, 18), new(2026, 4, 6), 7, new(2026, 4, 1)), projection);
    }

    [Fact]
    public void Of_TwoUnitsADayAndAnOddRest_TheRestCoversNoDay() =>
        Assert.Equal((Day(4), Day(6), 1), Parts(At(used: 7, threeDays with { UnitsADay = 2 }, next: 2)));

    [Fact]
    public void Of_BeforeTheFirstCoveredDay_NothingIsUsedYet()
    {
        var early = AuthorizationProjection.Of(3, 0, Day(9), Day(31), threeDays, Day(2));
        Assert.Equal(Day(13), early.LastCoveredOn);
    }

    [Fact]
    public void Of_NothingPlanned_NothingIsUsed() =>
        Assert.Equal(new(12, null, null, null, 12, null), At(used: 0, threeDays with { Days = [] }, next: 2));

    [Property(Arbitrary = [typeof(Authorizations)], MaxTest = 1000)]
    public bool Of_AnyPlan_IsWhatASimulationDayByDayFinds(Authorization given)
    {
        var projection = AuthorizationProjection.Of(
            given.Approved, given.Used, given.From, given.To, given.Plan, given.Next);
        var left = Math.Max(0, given.Approved - given.Used);
        var (inTime, always) = (left, left);
        DateOnly? lastCovered = null, exhausted = null, firstUncovered = null;
        var start = given.Next > given.From ? given.Next : given.From;
        for (var day = start; day <= start.AddDays(1500); day = day.AddDays(1))
        {
            if (!given.Plan.Days.Contains(day.DayOfWeek) || given.Plan.Closed.Contains(day)) continue;
            if (day <= given.To && inTime >= given.Plan.UnitsADay)
            {
                inTime -= given.Plan.UnitsADay;
                lastCovered = day;
            }
            else
            {
                firstUncovered ??= day;
            }

            if (always >= given.Plan.UnitsADay)
            {
                always -= given.Plan.UnitsADay;
                if (always < given.Plan.UnitsADay) exhausted = day;
            }
        }
        return projection with { RenewBy = null } == new AuthorizationProjection(left, lastCovered, exhausted, firstUncovered, inTime, null);
    }

    /// <summary>At an even pace: the first day by whose end the pace has used up what is left.</summary>
    [Property(MaxTest = 1000)]
    public bool Compute_ExhaustionAtAPace_IsWhatASimulationDayByDayFinds(byte approved, byte used, byte perWeek)
    {
        var today = Day(2);
        var state = AuthorizationBurnDown.Compute(approved, used, today, today.AddDays(90), perWeek, today);
        if (approved - used <= 0) return state.ExpectedExhaustionOn == today;
        if (perWeek == 0) return state.ExpectedExhaustionOn is null;

        var days = 0;
        while ((decimal)days * perWeek / 7 < approved - used) days++;
        return state.ExpectedExhaustionOn == today.AddDays(days);
    }

    [Property(MaxTest = 1000)]
    public bool Compute_BusinessDays_AreWhatACalendarShows(byte ahead, byte start)
    {
        var today = Day(1).AddDays(start);
        var state = AuthorizationBurnDown.Compute(1, 0, today, today.AddDays(ahead), 1, today);
        var counted = Enumerable.Range(1, ahead)
            .Count(days => today.AddDays(days).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        return state.BusinessDaysToExpiry == counted;
    }

    private static (DateOnly? Last, DateOnly? First, int Unused) Parts(AuthorizationProjection projection) =>
        (projection.LastCoveredOn, projection.FirstUncoveredOn, projection.UnitsUnused);

    private static AuthorizationProjection At(int used, PlannedUse plan, int next) =>
        AuthorizationProjection.Of(12, used, Day(1), Day(31), plan, Day(next));

    private static DateOnly Day(int ofMarch) => new(2026, 3, ofMarch);
}

public sealed record Authorization(int Approved, int Used, DateOnly From, DateOnly To, PlannedUse Plan, DateOnly Next);

public static class Authorizations
{
    private static readonly DateOnly start = new(2026, 1, 1);

    public static Arbitrary<Authorization> Any() => (
        from approved in Gen.Choose(0, 60)
        from used in Gen.Choose(0, 70)
        from length in Gen.Choose(0, 120)
        from next in Gen.Choose(-20, 140)
        from days in Gen.Choose(1, 127)
        from units in Gen.Choose(1, 3)
        from closed in Gen.Choose(-5, 150).ArrayOf(6)
        select new Authorization(approved, used, start, start.AddDays(length), new()
        {
            Days = [.. Enum.GetValues<DayOfWeek>().Where(day => (days & (1 << (int)day)) != 0)],
            UnitsADay = units,
            Closed = [.. closed.Select(start.AddDays)],
        }, start.AddDays(next))).ToArbitrary();
}
