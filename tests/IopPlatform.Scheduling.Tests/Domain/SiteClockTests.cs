using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Tests.Domain;

public sealed class SiteClockTests
{
    private static readonly SiteClock NewYork = SiteClock.Of("America/New_York");

    [Theory]
    // The Sunday on which 02:00 is followed by 03:00.
    [InlineData("2026-03-08", "01:59", "2026-03-08T01:59:00-05:00")]
    [InlineData("2026-03-08", "02:00", "2026-03-08T03:00:00-04:00")]
    [InlineData("2026-03-08", "02:30", "2026-03-08T03:30:00-04:00")]
    [InlineData("2026-03-08", "03:00", "2026-03-08T03:00:00-04:00")]
    // The Sunday on which 01:00 to 02:00 comes twice.
    [InlineData("2026-11-01", "00:59", "2026-11-01T00:59:00-04:00")]
    [InlineData("2026-11-01", "01:00", "2026-11-01T01:00:00-04:00")]
    [InlineData("2026-11-01", "01:30", "2026-11-01T01:30:00-04:00")]
    [InlineData("2026-11-01", "02:00", "2026-11-01T02:00:00-05:00")]
    public void At_AroundAChangeOfClocks_IsLenient(string date, string time, string expected)
    {
        var at = NewYork.At(DateOnly.Parse(date), TimeOnly.Parse(time));
        Assert.Equal(DateTimeOffset.Parse(expected), at);
        Assert.Equal(DateTimeOffset.Parse(expected).Offset, at.Offset);
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-02", 167)]
    [InlineData("America/New_York", "2026-10-26", 169)]
    [InlineData("America/New_York", "2026-06-01", 168)]
    [InlineData("America/Phoenix", "2026-03-02", 168)]
    [InlineData("America/Phoenix", "2026-10-26", 168)]
    public void Week_ByZone_HasItsHours(string zone, string monday, int hours)
    {
        var (from, to) = SiteClock.Of(zone).Week(DateOnly.Parse(monday));
        Assert.Equal(hours, (to - from).TotalHours);
    }

    [Theory]
    // Midnight in New York is 05:00 UTC in winter: a minute before, it is still Sunday.
    [InlineData("2026-03-09T03:59:00Z", "2026-03-02")]
    [InlineData("2026-03-09T04:00:00Z", "2026-03-09")]
    [InlineData("2026-03-15T23:00:00Z", "2026-03-09")]
    public void MondayOf_Instant_IsTheSitesMonday(string at, string monday) =>
        Assert.Equal(DateOnly.Parse(monday), NewYork.MondayOf(DateTimeOffset.Parse(at)));

    [Fact]
    public void Say_Instant_IsLocalWithZone() =>
        Assert.Equal("Tue Mar 10, 08:00 (America/New_York)", NewYork.Say(DateTimeOffset.Parse("2026-03-10T12:00:00Z")));

    [Theory]
    [InlineData("America/Denver", true)]
    [InlineData("Mountain Standard Time", false)]
    [InlineData("", false)]
    public void Knows_Zone_OnlyOfIana(string zone, bool known) => Assert.Equal(known, SiteClock.Knows(zone));
}
