using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public sealed class SiteWeeksTests
{
    /// <summary>Hours of the week from a Monday on, by the zones' rules of 2026 (IANA time zone database).</summary>
    [Theory]
    [InlineData("America/New_York", "2026-02-23", 168)]
    [InlineData("America/New_York", "2026-03-02", 167)]
    [InlineData("America/New_York", "2026-10-26", 169)]
    [InlineData("America/Denver", "2026-03-02", 167)]
    [InlineData("America/Phoenix", "2026-03-02", 168)]
    [InlineData("America/Havana", "2026-10-26", 169)]
    [InlineData("America/Santiago", "2026-03-30", 169)]
    [InlineData("America/Santiago", "2026-08-31", 167)]
    [InlineData("Europe/Berlin", "2026-03-23", 167)]
    [InlineData("Europe/Berlin", "2026-10-19", 169)]
    [InlineData("Africa/Cairo", "2026-04-20", 167)]
    [InlineData("Asia/Beirut", "2026-03-23", 167)]
    [InlineData("Asia/Kolkata", "2026-03-23", 168)]
    [InlineData("Australia/Lord_Howe", "2026-03-30", 168.5)]
    [InlineData("Australia/Lord_Howe", "2026-09-28", 167.5)]
    public void Of_WeekOfAClockChange_LastsAsLong(string zone, string monday, double hours)
    {
        var week = Weeks(zone).Of(Day(monday));
        Assert.Equal(TimeSpan.FromHours(hours), week.To - week.From);
    }

    /// <summary>Where the clocks skip midnight the day begins at 1:00; where midnight comes twice, with the first one.</summary>
    [Theory]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T00:00:00-05:00")]
    [InlineData("America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00")]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00")]
    [InlineData("Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00")]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00")]
    public void StartOf_Day_IsItsFirstInstant(string zone, string day, string instant)
    {
        var start = Weeks(zone).StartOf(Day(day));
        var expected = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
        Assert.Equal((expected, expected.Offset), (start, start.Offset));
    }

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-03-02", "2026-03-02")]
    [InlineData(DayOfWeek.Monday, "2026-03-08", "2026-03-02")]
    [InlineData(DayOfWeek.Sunday, "2026-03-08", "2026-03-08")]
    [InlineData(DayOfWeek.Sunday, "2026-03-07", "2026-03-01")]
    [InlineData(DayOfWeek.Saturday, "2026-03-06", "2026-02-28")]
    public void FirstDayOf_Day_OfTheWeekAsTheProviderDefinesIt(DayOfWeek firstDay, string day, string first) =>
        Assert.Equal(Day(first), new SiteWeeks(TimeZoneInfo.Utc, firstDay).FirstDayOf(Day(day)));

    /// <summary>ISO 8601: the week with the year's first Thursday is the first one.</summary>
    [Theory]
    [InlineData("2026-03-04", "2026-W10")]
    [InlineData("2025-12-29", "2026-W01")]
    [InlineData("2027-01-03", "2026-W53")]
    [InlineData("2024-12-31", "2025-W01")]
    public void IsoName_Week_AsInTheStandard(string day, string name) => Assert.Equal(name, Weeks("Etc/UTC").Of(Day(day)).IsoName);

    [Fact]
    public void IsoName_WeekFromSunday_HasNone() =>
        Assert.Null(new SiteWeeks(TimeZoneInfo.Utc, DayOfWeek.Sunday).Of(Day("2026-03-04")).IsoName);

    private static SiteWeeks Weeks(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A zone, a first day of the week, and an instant between 2015 and 2035.</summary>
public sealed record Moment(SiteWeeks Weeks, DateTimeOffset At);

public static class Moments
{
    public static readonly string[] Zones =
    [
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
        "Pacific/Honolulu", "America/St_Johns", "America/Havana", "America/Santiago", "America/Asuncion", "America/Sao_Paulo",
        "Europe/Berlin", "Africa/Cairo", "Asia/Beirut", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "Etc/UTC",
    ];

    /// <summary>Half of the instants lie within a day of a clock change, where mistakes would be.</summary>
    public static Arbitrary<Moment> Any() => (
        from zone in Gen.Elements(Zones)
        from firstDay in Gen.Elements(Enum.GetValues<DayOfWeek>())
        from day in Gen.Choose(0, 20 * 365)
        from minute in Gen.Choose(-24 * 60, 24 * 60)
        from nearChange in Gen.Elements(true, false)
        select Near(new(TimeZoneInfo.FindSystemTimeZoneById(zone), firstDay), day, minute, nearChange)).ToArbitrary();

    private static Moment Near(SiteWeeks weeks, int day, int minute, bool nearChange)
    {
        var at = new DateTimeOffset(2015, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(day);
        for (var days = 0; nearChange && days < 400; days++)
        {
            if (weeks.Zone.GetUtcOffset(at) != weeks.Zone.GetUtcOffset(at.AddDays(1))) break;
            at = at.AddDays(1);
        }
        return new(weeks, at.AddMinutes(minute));
    }
}

public sealed class SiteWeeksProperties
{
    [Property(Arbitrary = [typeof(Moments)], MaxTest = 1000)]
    public bool Of_Instant_TheWeekContainsItAndNeitherNeighborDoes(Moment moment)
    {
        var week = moment.Weeks.Of(moment.At);
        var (before, after) = (moment.Weeks.Of(week.StartsOn.AddDays(-1)), moment.Weeks.Of(week.StartsOn.AddDays(7)));
        return week.Contains(moment.At)
            && !before.Contains(moment.At) && !after.Contains(moment.At)
            && before.To == week.From && week.To == after.From
            && week.StartsOn.DayOfWeek == moment.Weeks.FirstDay;
    }

    /// <summary>Against a search in steps of 5 minutes for the first instant whose local date is the day.</summary>
    [Property(Arbitrary = [typeof(Moments)], MaxTest = 1000)]
    public bool StartOf_Day_IsWhatASearchFinds(Moment moment)
    {
        var day = moment.Weeks.DayOf(moment.At);
        var found = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddHours(-16);
        while (moment.Weeks.DayOf(found) < day) found = found.AddMinutes(5);
        return moment.Weeks.StartOf(day) == found;
    }

    /// <summary>However many clock changes: the weeks of a year lie one after the other, without a gap.</summary>
    [Property(Arbitrary = [typeof(Moments)], MaxTest = 100)]
    public bool Between_AYear_WeeksFollowEachOther(Moment moment)
    {
        var day = moment.Weeks.DayOf(moment.At);
        var weeks = moment.Weeks.Between(day, day.AddDays(364)).ToArray();
        return weeks.Length is 52 or 53
            && weeks[0].Contains(moment.At)
            && weeks.Zip(weeks.Skip(1)).All(pair => pair.First.To == pair.Second.From)
            && weeks.All(week => Math.Abs((week.To - week.From).TotalHours - 168) <= 1);
    }
}
