using IopPlatform.AppHost.Local;
using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class LogLineTests
{
    private static readonly DateTimeOffset Received = new(2026, 3, 8, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Parse_JsonLine_TakesEveryPart()
    {
        var entry = LogLine.Parse("intake", Received, """
            {"Timestamp":"2026-03-08T09:29:58.123Z","EventId":1,"LogLevel":"Error","Category":"A.B","Message":"It broke","Exception":"System.Exception: x","State":{"n":1}}
            """.Trim());

        Assert.Equal(
            new LogEntry(new(2026, 3, 8, 9, 29, 58, 123, TimeSpan.Zero), "intake", LogLevel.Error, "A.B", "It broke", "System.Exception: x"),
            entry);
    }

    [Theory]
    [InlineData("LOG:  database system is ready", LogLevel.Information)]
    [InlineData("app@iop ERROR:  relation does not exist", LogLevel.Error)]
    [InlineData("FATAL:  the database system is starting up", LogLevel.Critical)]
    [InlineData("2026-03-08 [warning] <0.1.0> memory", LogLevel.Warning)]
    [InlineData("{ no json", LogLevel.Information)]
    [InlineData("{\"a\":1}", LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    public void Parse_PlainLine_KeepsTheTextAndFindsTheLevel(string line, LogLevel expected) =>
        Assert.Equal(new LogEntry(Received, "postgres", expected, "", line, null), LogLine.Parse("postgres", Received, line));

    [Fact]
    public void Parse_ColoredLine_LosesItsColors() =>
        Assert.Equal("[warning] low", LogLine.Parse("rabbitmq", Received, "\e[38;5;214m[warning] low\e[0m").Message);

    [Fact]
    public void Tail_AfterRotation_GoesOnInTheOlderFile()
    {
        using var folder = new TemporaryFolder();
        using (var file = new RotatingFile(LogFiles.Path(folder.Path, "x"), bytesMax: 100))
        {
            for (var line = 1; line <= 9; line++)
            {
                file.WriteLine($"2026-03-08T09:30:0{line}.000Z line {line}");
            }
        }

        Assert.True(new FileInfo(LogFiles.Path(folder.Path, "x")).Length < 200);
        Assert.Equal(["line 7", "line 8", "line 9"], LogFiles.Tail(folder.Path, "x", 3).Select(entry => entry.Message));
    }

    [Fact]
    public void ReadNew_LineInTwoParts_GivesItOnceWhenWhole()
    {
        using var folder = new TemporaryFolder();
        var path = LogFiles.Path(folder.Path, "x");
        File.WriteAllText(path, "2026-03-08T09:30:00.000Z old\n");
        var tail = new LogTail(folder.Path, "x");

        File.AppendAllText(path, "2026-03-08T09:30:01.000Z ne");
        Assert.Empty(tail.ReadNew());
        File.AppendAllText(path, "w\n");
        Assert.Equal(["new"], tail.ReadNew().Select(entry => entry.Message));
    }
}
