using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 250)]
    [InlineData(2, 500)]
    [InlineData(4, 2000)]
    [InlineData(7, 16000)]
    [InlineData(8, 30000)]
    [InlineData(5000, 30000)]
    public void Delay_AfterFailures_DoublesUpToTheCap(int failures, int expectedMilliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMilliseconds), new Backoff().Delay(failures));

    [Fact]
    public void Delay_WithoutAFailure_IsAnError() => Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff().Delay(0));
}
