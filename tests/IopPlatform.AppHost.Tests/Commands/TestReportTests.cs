using IopPlatform.AppHost.Commands;

namespace IopPlatform.AppHost.Tests.Commands;

public sealed class TestReportTests
{
    private static readonly TestOutcome Good = new("A.Tests", 5, 0, 0, [], null, TimeSpan.Zero);

    [Fact]
    public void LastLine_WithoutSkipped_LeavesThemOut() => Assert.Equal("5 passed, 0 failed", TestReport.LastLine([Good]));

    [Fact]
    public void LastLine_SeveralProjects_AddsUp() =>
        Assert.Equal("12 passed, 2 failed, 1 skipped", TestReport.LastLine([Good, Good with { Passed = 7, Failed = 2, Skipped = 1 }]));

    [Fact]
    public void LastLine_CrashedProject_CountsAsFailed() =>
        Assert.Equal("5 passed, 1 failed", TestReport.LastLine([Good, Good with { Passed = 0, Fault = "it crashed" }]));

    [Fact]
    public void Read_Report_TakesCountsAndFailures()
    {
        var outcome = TestProgram.Read("A.Tests", """
            {"results":{"summary":{"tests":3,"passed":1,"failed":1,"pending":0,"skipped":1,"other":0},
             "tests":[{"name":"A","status":"passed"},{"name":"B","status":"failed","message":"was 2","trace":"at B"},{"name":"C","status":"skipped"}]}}
            """, TimeSpan.Zero);

        Assert.Equal((1, 1, 1), (outcome.Passed, outcome.Failed, outcome.Skipped));
        Assert.Equal([new TestFailure("B", "was 2", "at B")], outcome.Failures);
        Assert.False(outcome.IsGood);
    }
}
