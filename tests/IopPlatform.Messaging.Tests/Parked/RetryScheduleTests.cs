using IopPlatform.Messaging.Parked;

namespace IopPlatform.Messaging.Tests.Parked;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void From_WithoutJitter_IsOneFiveThirtyMinutesAndTwoHours() => Assert.Equal(
        [Now.AddMinutes(1), Now.AddMinutes(5), Now.AddMinutes(30), Now.AddHours(2)], RetrySchedule.From(Now, 0));

    [Fact]
    public void From_MostJitter_IsAFifthLater() => Assert.All(
        RetrySchedule.From(Now, 0.999).Zip(RetrySchedule.Pauses),
        pair => Assert.InRange(pair.First, Now + (pair.Second * 1.19), Now + (pair.Second * 1.2)));
}
