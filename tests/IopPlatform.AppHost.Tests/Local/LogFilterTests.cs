using IopPlatform.AppHost.Local;
using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class LogFilterTests
{
    private static readonly LogEntry Entry = new(DateTimeOffset.UnixEpoch, "intake", LogLevel.Warning, "", "Bus stopped", null);

    [Theory]
    [InlineData("", true)]
    [InlineData("intake", true)]
    [InlineData(" Intake ", true)]
    [InlineData("redis", false)]
    [InlineData("warn", true)]
    [InlineData("information", true)]
    [InlineData("error", false)]
    [InlineData("bus", true)]
    [InlineData("train", false)]
    public void Shows_TypedText_FiltersByResourceLevelOrWord(string typed, bool expected) =>
        Assert.Equal(expected, LogFilter.Parse(typed, ["intake", "redis"]).Shows(Entry));
}
