using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// PHQ-9: a drop of 5 points from week 4 on (MacArthur toolkit, as cited); at most 16 at week 4, 12 at week 9, 8 at week 14
/// (Schueller 2015). Rows derived.
/// </summary>
public sealed class TrajectoryTests
{
    [Theory]
    [InlineData(18, 18, 27, TrajectoryState.TooEarly, "before the first checkpoint")]
    [InlineData(18, 13, 28, TrajectoryState.OnTrack, "dropped by 5 to 13")]
    [InlineData(18, 14, 28, TrajectoryState.NotOnTrack, "dropped by 4 only")]
    [InlineData(22, 17, 28, TrajectoryState.NotOnTrack, "dropped by 5, but 17 predicts no response")]
    [InlineData(22, 16, 28, TrajectoryState.OnTrack, "16")]
    [InlineData(22, 13, 62, TrajectoryState.OnTrack, "one day before week 9")]
    [InlineData(22, 13, 63, TrajectoryState.NotOnTrack, "week 9")]
    [InlineData(22, 12, 63, TrajectoryState.OnTrack, "12 at week 9")]
    [InlineData(22, 9, 98, TrajectoryState.NotOnTrack, "week 14")]
    [InlineData(22, 8, 98, TrajectoryState.OnTrack, "8 at week 14")]
    [InlineData(10, 4, 28, TrajectoryState.OnTrack, "remission")]
    [InlineData(10, 6, 28, TrajectoryState.NotOnTrack, "dropped by 4 and not in remission")]
    [InlineData(9, 9, 98, TrajectoryState.NoExpectation, "was not a case")]
    [InlineData(9, 15, 7, TrajectoryState.NotOnTrack, "reliably worse at any time, case or not")]
    [InlineData(9, 14, 7, TrajectoryState.NoExpectation, "worse, but not reliably")]
    public void Assess_Phq9(int baseline, int current, int days, TrajectoryState expected, string why)
    {
        var assessed = Trajectory.Assess(Answers.Phq9, baseline, current, days);
        Assert.True(expected == assessed.State, $"{why}: {assessed.State}, {assessed.Explanation}");
        Assert.Equal((baseline, current, days, baseline - current), (assessed.Baseline, assessed.Current, assessed.Days, assessed.Improvement));
    }

    [Fact]
    public void Assess_NotOnTrack_NamesWhatWasExpectedAndBySource()
    {
        var assessed = Trajectory.Assess(Answers.Phq9, 22, 18, 70);
        Assert.Equal(
            [(28, "improvement of 5 or more", false), (63, "score of 12 or less", false)],
            assessed.Checks.Select(check => (check.FromDay, check.Expected, check.Met)));
        Assert.Equal(
            "On day 70 not met: improvement of 5 or more (day 28 on); score of 12 or less (day 63 on).", assessed.Explanation);
        Assert.Contains("Schueller 2015", assessed.Checks[1].Source);
    }

    /// <summary>Without a published course, only reliable deterioration is an alert.</summary>
    [Theory]
    [InlineData("GAD-7", 15, 15, TrajectoryState.NoExpectation)]
    [InlineData("GAD-7", 15, 19, TrajectoryState.NotOnTrack)]
    [InlineData("PCL-5", 40, 54, TrajectoryState.NoExpectation)]
    [InlineData("PCL-5", 40, 55, TrajectoryState.NotOnTrack)]
    [InlineData("WHO-5", 60, 20, TrajectoryState.NoExpectation)]
    [InlineData("AUDIT", 10, 30, TrajectoryState.NoExpectation)]
    public void Assess_NoPublishedCourse(string id, int baseline, int current, TrajectoryState expected) =>
        Assert.Equal(expected, Trajectory.Assess(InstrumentCatalog.Default.Find(id)!, baseline, current, 90).State);

    /// <summary>A better score on the same day never turns a patient who is on track into one who is not.</summary>
    [Property(MaxTest = 1000)]
    public bool Assess_BetterScore_NeverLeavesTheTrack(byte baseline, byte current, byte days)
    {
        var (from, to) = (baseline % 28, current % 28);
        return to == 0
            || Trajectory.Assess(Answers.Phq9, from, to, days).State != TrajectoryState.OnTrack
            || Trajectory.Assess(Answers.Phq9, from, to - 1, days).State == TrajectoryState.OnTrack;
    }
}
