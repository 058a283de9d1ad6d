namespace IopPlatform.AppHost.Commands;

/// <summary>A test that failed, with what it said.</summary>
internal sealed record TestFailure(string Test, string Message, string Trace);

/// <summary>What came of one test program.</summary>
/// <param name="Fault">What went wrong besides failed tests: it crashed, left no report, ran no test. Null when nothing did.</param>
internal sealed record TestOutcome(
    string Project, int Passed, int Failed, int Skipped, IReadOnlyList<TestFailure> Failures, string? Fault, TimeSpan Took)
{
    /// <summary>Why tests were skipped; null when nothing needs saying.</summary>
    public string? Remark { get; init; }

    public bool IsGood => Failed == 0 && Fault is null;

    /// <summary>A fault counts as one failure, so that the sum never looks good when something went wrong.</summary>
    public int FailedWithFault => Failed + (Fault is not null && Failed == 0 ? 1 : 0);
}
