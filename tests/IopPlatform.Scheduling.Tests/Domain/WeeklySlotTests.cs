using FsCheck.Xunit;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Tests.Domain;

public sealed class WeeklySlotTests
{
    private static readonly SiteClock NewYork = SiteClock.Of("America/New_York");
    private static readonly WeeklySlot SundayNight = new(WeeklySlot.MinuteOfWeek("sunday", new TimeOnly(2, 30)), 60, 50);

    [Fact]
    public void In_SkippedTime_KeepsPlannedStartAndLength()
    {
        var occurrence = SundayNight.In(new DateOnly(2026, 3, 2), NewYork);
        Assert.Equal(new DateTime(2026, 3, 8, 2, 30, 0), occurrence.LocalStart);
        Assert.Equal(DateTimeOffset.Parse("2026-03-08T07:30:00Z"), occurrence.StartsAt);
        Assert.Equal(TimeSpan.FromMinutes(60), occurrence.EndsAt - occurrence.StartsAt);
    }

    [Theory]
    [InlineData("monday", "00:00", 0)]
    [InlineData("monday", "09:30", 570)]
    [InlineData("sunday", "23:59", 10079)]
    public void MinuteOfWeek_AndBack_IsTheSame(string day, string time, int minute)
    {
        Assert.Equal(minute, WeeklySlot.MinuteOfWeek(day, TimeOnly.Parse(time)));
        var slot = new WeeklySlot(minute, 1, 1);
        Assert.Equal((day, TimeOnly.Parse(time)), (slot.DayOfWeek, slot.StartsAt));
    }

    [Theory]
    // The slot is on Mondays, 09:00 to 12:00; on June 1, 2026 that is 13:00 to 16:00 UTC.
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T13:00:00Z", false)]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T13:01:00Z", true)]
    [InlineData("2026-06-01T15:59:00Z", "2026-06-01T18:00:00Z", true)]
    [InlineData("2026-06-01T16:00:00Z", "2026-06-01T18:00:00Z", false)]
    // Before the first day there is none.
    [InlineData("2026-05-25T14:00:00Z", "2026-05-25T15:00:00Z", false)]
    public void Meeting_Time_OverlapsHalfOpen(string from, string to, bool meets)
    {
        var slot = new WeeklySlot(9 * 60, 180, 165);
        var meeting = slot.Meeting(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to), new DateOnly(2026, 6, 1), NewYork);
        Assert.Equal(meets, meeting is not null);
    }

    /// <summary>A local time is kept unless the clock skips it; then it is later by at most the hour that is skipped.</summary>
    [Property(MaxTest = 2000)]
    public bool In_AnyZoneAndWeek_KeepsTheLocalTimeOrSkipsTheGap(byte zone, ushort week, ushort minute)
    {
        string[] zones = ["America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Santiago"];
        var clock = SiteClock.Of(zones[zone % zones.Length]);
        var slot = new WeeklySlot(minute % (7 * WeeklySlot.MinutesOfDay), 60, 50);
        var occurrence = slot.In(new DateOnly(2020, 1, 6).AddDays(7 * (week % 1000)), clock);
        var moved = clock.Local(occurrence.StartsAt).DateTime - occurrence.LocalStart;
        return (moved == TimeSpan.Zero || moved == TimeSpan.FromHours(1))
            && occurrence.EndsAt - occurrence.StartsAt == TimeSpan.FromMinutes(60);
    }
}
