using IopPlatform.Web.Design;
using IopPlatform.Web.Features.DesignSystem;

namespace IopPlatform.Web.Tests.Design;

/// <summary>The pure part of the charts: where things stand, and what they say.</summary>
public sealed class ChartTests
{
    private static readonly DateOnly Today = new(2026, 12, 16);
    private static readonly DateOnly Start = new(2026, 11, 2);

    /// <summary>Seeds of courses that are made up at random; a failing one is named by the runner.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Trajectory_OfAnyCourse_StaysInsideAndItsReachesCoverThePictureOnce(int seed)
    {
        var course = AnyCourse(new Random(seed));
        var geometry = TrajectoryGeometry.Of(course, Today);
        Assert.Equal(course.Points.Count, geometry.Points.Count);
        Assert.All(geometry.Points, point =>
        {
            Assert.InRange(point.X, 0, 100);
            Assert.InRange(point.Y, 0, TrajectoryGeometry.Height);
            Assert.InRange(point.X, point.ReachFrom, point.ReachTo);
        });
        if (geometry.Points.Count > 0)
        {
            Assert.Equal(0, geometry.Points[0].ReachFrom);
            Assert.Equal(100, geometry.Points[^1].ReachTo);
            Assert.All(geometry.Points.Zip(geometry.Points.Skip(1)), pair =>
            {
                Assert.Equal(pair.First.ReachTo, pair.Second.ReachFrom, 9);
                Assert.True(pair.First.X <= pair.Second.X);
            });
        }

        Assert.All(geometry.Marks, mark => Assert.InRange(mark.Lane, 0, TrajectoryGeometry.LanesMax - 1));
        Assert.Equal(geometry.Marks.Count, geometry.Marks.Select(mark => mark.Letter).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Trajectory_OfAnyCourse_JoinsNoTwoScoresAcrossAGap(int seed)
    {
        var course = AnyCourse(new Random(seed));
        var ordered = course.Ordered;
        var gap = TrajectoryGeometry.GapDays(ordered);
        var near = ordered.Zip(ordered.Skip(1), (one, next) => next.Day.DayNumber - one.Day.DayNumber).Count(days => days <= gap);
        Assert.Equal(near, TrajectoryGeometry.Of(course, Today).Lines.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bullet_OfAnyWeek_KeepsItsOrderAndItsScale(int seed)
    {
        var random = new Random(seed);
        var week = new WeekHours(random.Next(0, 1500), random.Next(0, 1500), random.Next(0, 1500));
        var bar = BulletGeometry.Of(week);
        Assert.True(0 <= bar.Attended && bar.Attended <= bar.Booked && bar.Booked <= 100);
        Assert.Equal(week.HasGoal, bar.Goal is not null);
        if (bar.Goal is { } goal)
        {
            Assert.InRange(goal, 0, 100);
            Assert.Equal(week.AttendedMinutes >= week.GoalMinutes, bar.Attended >= goal);
        }

        var ring = RingGeometry.Of(week);
        Assert.InRange(ring.Attended + ring.Booked, 0, 100.0001);
        Assert.Equal(week.IsMet, week.HasGoal && ring.Attended >= 100);
    }

    [Theory]
    [InlineData(540, 75)]
    [InlineData(360, 50)]
    public void Bullet_OfTheUsualGoals_PutsTheTickOnATwelveHourScale(int goalMinutes, double percent) =>
        Assert.Equal(percent, BulletGeometry.Of(new(0, 0, goalMinutes)).Goal!.Value, 6);

    [Theory]
    [InlineData(390, 180, 540, "6.5 of 9 h, 3 booked → 9.5")]
    [InlineData(390, 90, 540, "6.5 of 9 h, 1.5 booked → 8: 1 h short")]
    [InlineData(0, 0, 540, "0 of 9 h, nothing booked: 9 h short")]
    [InlineData(570, 60, 540, "9.5 of 9 h: the week is met")]
    [InlineData(538, 0, 540, "8.9 of 9 h, nothing booked: 0.1 h short")]
    [InlineData(60, 30, 0, "1 h attended, 0.5 booked; no weekly goal")]
    public void WeekHours_InWords_NeverRoundsUpWhatWasAttended(int attended, int booked, int goal, string expected) =>
        Assert.Equal(expected, new WeekHours(attended, booked, goal).Words());

    [Fact]
    public void TimeAxis_OfDistantDays_KeepsTheDistancesTrue()
    {
        var axis = TimeAxis.Over([Start, Start.AddDays(10), Start.AddDays(100)], Start.AddDays(200));
        Assert.Equal(10, axis.PercentOf(Start.AddDays(10)), 6);
        Assert.Equal(100, axis.PercentOf(Start.AddDays(100)));
    }

    [Fact]
    public void TimeAxis_OfOneDay_HasFourWeeks() => Assert.Equal(28, TimeAxis.Over([Today], Today).Days);

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(300)]
    [InlineData(3000)]
    public void TimeAxis_OfAnyLength_HasFewTicks(int days)
    {
        var ticks = TimeAxis.Over([Start, Start.AddDays(days)], Start.AddDays(days)).Ticks(5);
        Assert.InRange(ticks.Count, 1, 5);
    }

    [Fact]
    public void Heading_OfAReliableImprovementInTheSameBand_SaysStill() =>
        Assert.Equal(
            "PHQ-9: −7 since Nov 2: reliable improvement, still severe",
            TrajectoryWords.Heading(Phq9((0, 27), (28, 20)), Today));

    [Theory]
    [InlineData(6, ScoreTrend.Improved)]
    [InlineData(5, ScoreTrend.NoReliableChange)]
    [InlineData(-5, ScoreTrend.NoReliableChange)]
    [InlineData(-6, ScoreTrend.Deteriorated)]
    public void Trend_AtTheBorderOfReliableChange_CountsTheBorderIn(int improvement, ScoreTrend expected)
    {
        Assert.Equal(expected, ScoreTrends.Of(Phq9((0, 14), (7, 14 - improvement))));
        var higherIsBetter = Phq9((0, 14), (7, 14 + improvement)) with { HigherIsBetter = true };
        Assert.Equal(expected, ScoreTrends.Of(higherIsBetter));
    }

    [Fact]
    public void Trend_ThatTheServiceHasJudged_IsTaken() =>
        Assert.Equal(ScoreTrend.NotComparable, ScoreTrends.Of(Phq9((0, 20), (7, 2)) with { Trend = ScoreTrend.NotComparable }));

    [Theory]
    [InlineData(new int[0], "Item 9: not asked yet")]
    [InlineData(new[] { 0, 0 }, "Item 9: 0 on every day asked")]
    [InlineData(new[] { 0, 2 }, "Item 9: 2 on Nov 9, the last time asked")]
    [InlineData(new[] { 3, 0, 0 }, "Item 9: 0 since Nov 9, before that up to 3")]
    public void SafetyItem_InWords_NeverHidesAnAnswerAboveZero(int[] answers, string expected) =>
        Assert.Equal(expected, TrajectoryWords.SafetyItem(
            new("Item 9", [.. answers.Select((value, at) => new ScoreDay(Start.AddDays(7 * at), value))]), Today));

    [Fact]
    public void Table_OfACourse_HasEachScoreAndEachAnswerOnce()
    {
        var course = Phq9((0, 17), (7, 16)) with
        {
            SafetyItem = new("Item 9", [new(Start, 1), new(Start.AddDays(3), 2)]),
        };
        Assert.Equal(
            ["Nov 2|17|moderately severe||1", "Nov 5|not measured|||2", "Nov 9|16|moderately severe|−1|not measured"],
            TrajectoryTable.Rows(course, Today).Select(row => string.Join('|', row)));
    }

    [Theory]
    [InlineData("PPP", "Came to 3 of 3 sessions")]
    [InlineData("PLA", "Came to 2 of 3 sessions, 1 late, missed the last one")]
    [InlineData("PAEA?", "Came to 1 of 4 sessions, missed the last 2, 1 without a record")]
    [InlineData("", "No session yet.")]
    public void Attendance_InWords_CountsOnlyWhatIsRecorded(string marks, string expected) =>
        Assert.Equal(expected, AttendanceWords.Sentence([.. marks.Select((mark, at) => new AttendanceCell(Start.AddDays(at), Mark(mark), "Skills"))]));

    [Theory]
    [InlineData("high", RiskLevel.High)]
    [InlineData("indeterminate", RiskLevel.Unclear)]
    [InlineData(null, RiskLevel.NotScreened)]
    [InlineData("something new", RiskLevel.NotScreened)]
    public void Risk_FromACode_IsNeverNoneUnlessItSaysSo(string? code, RiskLevel expected) =>
        Assert.Equal(expected, RiskLevels.FromCode(code));

    [Fact]
    public void Caseload_Sorted_PutsWorseThenUnchangedThenOverdueFirst()
    {
        var sorted = NeedsALook.Sort(DesignSamples.Caseload, DesignSamples.Today);
        Assert.Equal(sorted.Select(entry => entry.Look).Order(), sorted.Select(entry => entry.Look));
        Assert.Equal("Theo B.", sorted[0].Item.Name);
        Assert.Equal(
            [CaseloadLook.Worse, CaseloadLook.NoChange, CaseloadLook.NoChange, CaseloadLook.NoChange, CaseloadLook.Overdue],
            sorted.Where(entry => NeedsALook.Wants(entry.Look)).Select(entry => entry.Look));
    }

    [Fact]
    public void Caseload_OfUnchangedPatients_IsNotJudgedBeforeWeekThree()
    {
        var item = new CaseloadCourse("Ana R.", Phq9((0, 14), (7, 13)));
        Assert.Equal(CaseloadLook.None, NeedsALook.Of(item with { ProgramWeek = 2 }, Today));
        Assert.Equal(CaseloadLook.NoChange, NeedsALook.Of(item with { ProgramWeek = 3 }, Today));
    }

    [Fact]
    public void Multiples_OfDifferentScales_ShareTheWidestOne()
    {
        var geometry = MultiplesGeometry.Of(
            [new("a", Phq9((0, 3))), new("b", Phq9((0, 3)) with { Max = 80 })], Today);
        Assert.Equal((0, 80), (geometry.Values.Min, geometry.Values.Max));
        Assert.Equal(geometry.Courses[0].Last, geometry.Courses[1].Last);
    }

    private static ScoreCourse Phq9(params (int Day, int Value)[] points) => DesignSamples.Courses[0] with
    {
        Points = [.. points.Select(point => new ScoreDay(Start.AddDays(point.Day), point.Value))],
        Marks = [],
        SafetyItem = null,
    };

    private static ScoreCourse AnyCourse(Random random) => Phq9() with
    {
        HigherIsBetter = random.Next(2) == 0,
        Points = [.. Enumerable.Range(0, random.Next(0, 201)).Select(_ => new ScoreDay(Start.AddDays(random.Next(0, 700)), random.Next(0, 28)))],
        Marks =
        [
            .. Enumerable.Range(0, random.Next(0, 40))
                .Select(_ => new CourseMark(Start.AddDays(random.Next(-30, 700)), CourseMarkKind.Other, "")),
        ],
    };

    private static AttendanceMark Mark(char letter) => letter switch
    {
        'P' => AttendanceMark.Present,
        'L' => AttendanceMark.Late,
        'A' => AttendanceMark.Absent,
        'E' => AttendanceMark.Excused,
        _ => AttendanceMark.NotRecorded,
    };
}
