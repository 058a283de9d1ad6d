using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// The week from Monday 2026-03-02 in New York; sessions are written as "day status clinical/attended" and start at 9:00,
/// offers at the given hour. 9 hours for adults and 6 for adolescents: Medicare IOP benefit and Kansas R03-704.
/// </summary>
public sealed class WeeklyDoseTests
{
    private static readonly DateTimeOffset monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    [Fact]
    public void Forecast_EmptyWeek_CannotReach()
    {
        var forecast = WeeklyDose.Forecast(Week(AgeGroup.Adult, day: 0, hour: 8, []));
        Assert.Equal(new(540, 0, 0, 0, 0, 540, DoseOutlook.CannotReach, forecast.Closing), forecast);
        Assert.Empty(forecast.Closing);
    }

    [Theory]
    [InlineData(AgeGroup.Adult, 540)]
    [InlineData(AgeGroup.Adolescent, 360)]
    public void Forecast_NoPrescription_DefaultOfTheAgeGroup(AgeGroup group, int minutes) =>
        Assert.Equal(minutes, WeeklyDose.Forecast(Week(group, 0, 8, [])).Prescribed);

    [Fact]
    public void Forecast_BeforeTheFirstOfThreeSessions_OnTrackWithAllThree()
    {
        var forecast = WeeklyDose.Forecast(Week(AgeGroup.Adult, 0, 8, [Own(0, 180), Own(2, 180), Own(4, 180)]));
        Assert.Equal((540, 0, 540, 540, DoseOutlook.OnTrack), Numbers(forecast));
        Assert.Equal(3, forecast.Closing.Count);
    }

    [Fact]
    public void Forecast_AlreadyMet_NothingNeededThoughSessionsRemain()
    {
        var forecast = WeeklyDose.Forecast(
            Week(AgeGroup.Adult, 3, 8, [Own(0, 180, 180), Own(1, 180, 180), Own(2, 180, 180), Own(4, 180)]));
        Assert.Equal((720, 540, 180, 0, DoseOutlook.Met), Numbers(forecast));
        Assert.Empty(forecast.Closing);
    }

    [Fact]
    public void Forecast_OneMinuteShort_IsNotMet()
    {
        var week = Week(AgeGroup.Adult, 5, 8, [Own(0, 180, 180), Own(1, 180, 180), Own(2, 180, 179)]);
        var forecast = WeeklyDose.Forecast(week);
        Assert.Equal((540, 539, 0, 1, DoseOutlook.CannotReach), Numbers(forecast));
    }

    [Fact]
    public void Forecast_OneMissed_ReachableWithTheFewestOffersThatFit()
    {
        DoseSession[] offers = [Offer(2, 10, 180), Offer(3, 9, 90), Offer(3, 13, 90), Offer(3, 9, 180), Offer(0, 14, 180)];
        var week = Week(AgeGroup.Adult, 1, 8, [Own(0, 180, status: DoseSessionStatus.Missed), Own(2, 180), Own(4, 180)], offers);
        var forecast = WeeklyDose.Forecast(week);
        Assert.Equal((540, 0, 360, 540, DoseOutlook.ReachableWithExtra), Numbers(forecast));
        // Wednesday 10:00 overlaps an own session, Monday is over: Thursday's long one closes the gap alone.
        Assert.Equal([week.Sessions[1], offers[3], week.Sessions[2]], forecast.Closing);
    }

    [Fact]
    public void Forecast_TwoShortOffersThatDoNotOverlap_AreBothNeeded()
    {
        DoseSession[] offers = [Offer(3, 9, 90), Offer(3, 10, 100), Offer(3, 13, 90)];
        var week = Week(AgeGroup.Adult, 3, 8, [Own(0, 180, 180), Own(1, 180, 180)], offers);
        var forecast = WeeklyDose.Forecast(week);
        Assert.Equal(DoseOutlook.ReachableWithExtra, forecast.Outlook);
        // Two suffice; of the two pairs that fit, the one with more minutes.
        Assert.Equal([offers[1], offers[2]], forecast.Closing);
    }

    [Fact]
    public void Forecast_OffersTooSmall_CannotReachButShowsWhatComesNearest()
    {
        var week = Week(AgeGroup.Adult, 3, 8, [Own(0, 180, 180), Own(4, 180)], [Offer(3, 9, 90)]);
        var forecast = WeeklyDose.Forecast(week);
        Assert.Equal(DoseOutlook.CannotReach, forecast.Outlook);
        Assert.Equal([week.Offered[0], week.Sessions[1]], forecast.Closing);
    }

    [Fact]
    public void Forecast_OverWithoutARecord_IsStillPossibleAndCountedApart()
    {
        var forecast = WeeklyDose.Forecast(Week(AgeGroup.Adolescent, 3, 8, [Own(0, 180, 180), Own(2, 180)]));
        Assert.Equal((360, 180, 180, 180, DoseOutlook.OnTrack), Numbers(forecast));
        Assert.Equal(180, forecast.Unrecorded);
    }

    [Fact]
    public void Forecast_CancelledMissedExcused_CancelledIsNotEvenScheduled()
    {
        var forecast = WeeklyDose.Forecast(Week(AgeGroup.Adult, 3, 8,
        [
            Own(0, 180, status: DoseSessionStatus.Cancelled),
            Own(1, 180, status: DoseSessionStatus.Missed),
            Own(2, 180, status: DoseSessionStatus.Excused),
        ]));
        Assert.Equal((360, 0, 0, 540, DoseOutlook.CannotReach), Numbers(forecast));
    }

    [Fact]
    public void Forecast_MoreAttendedThanScheduled_CreditsTheClinicalMinutesOnly() =>
        Assert.Equal(180, WeeklyDose.Forecast(Week(AgeGroup.Adult, 1, 8, [Own(0, 180, 240)])).Attended);

    [Fact]
    public void Forecast_BookedTwiceAtTheSameTime_CountsTheLongerOneOnly()
    {
        var week = Week(AgeGroup.Adolescent, 0, 8, [Own(1, 90), Own(1, 180), Own(3, 180)]);
        var forecast = WeeklyDose.Forecast(week);
        Assert.Equal((450, 0, 360, 360, DoseOutlook.OnTrack), Numbers(forecast));
        Assert.Equal([week.Sessions[1], week.Sessions[2]], forecast.Closing);
    }

    [Fact]
    public void Forecast_SessionsOutsideOfTheWeek_DoNotCount()
    {
        // The end of the week is exclusive, its start inclusive.
        var atStart = Own(0, 60, 60) with { Start = monday, End = monday.AddHours(1) };
        var atEnd = Own(7, 60, 60) with { Start = monday.AddDays(7), End = monday.AddDays(7).AddHours(1) };
        var forecast = WeeklyDose.Forecast(Week(AgeGroup.Adult, 6, 8, [atStart, atEnd, Own(-1, 180, 180)]));
        Assert.Equal((60, 60), (forecast.Scheduled, forecast.Attended));
    }

    [Fact]
    public void Forecast_PrescriptionOfZero_IsMet() =>
        Assert.Equal(
            DoseOutlook.Met,
            WeeklyDose.Forecast(Week(AgeGroup.Adult, 0, 8, []) with { PrescribedMinutes = 0 }).Outlook);

    private static (int, int, int, int, DoseOutlook) Numbers(WeeklyDoseForecast forecast) =>
        (forecast.Scheduled, forecast.Attended, forecast.StillPossible, forecast.Needed, forecast.Outlook);

    private static WeeklyDoseFacts Week(
        AgeGroup group, int day, int hour, IReadOnlyList<DoseSession> own, IReadOnlyList<DoseSession>? offers = null) => new()
        {
            AgeGroup = group,
            WeekStart = monday,
            WeekEnd = monday.AddDays(7),
            Now = monday.AddDays(day).AddHours(hour),
            Sessions = own,
            Offered = offers ?? [],
        };

    private static DoseSession Own(
        int day, int minutes, int? attended = null, DoseSessionStatus status = DoseSessionStatus.Scheduled) =>
        Session(day, 9, minutes, attended, attended is null ? status : DoseSessionStatus.Attended);

    private static DoseSession Offer(int day, int hour, int minutes) => Session(day, hour, minutes, null, DoseSessionStatus.Scheduled);

    private static DoseSession Session(int day, int hour, int minutes, int? attended, DoseSessionStatus status)
    {
        var start = monday.AddDays(day).AddHours(hour);
        return new(Guid.CreateVersion7(), start, start.AddMinutes(minutes), minutes, attended, status);
    }
}
