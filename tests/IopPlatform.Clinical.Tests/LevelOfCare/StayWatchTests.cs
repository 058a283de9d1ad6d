using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Clinical.Program;
using Level = IopPlatform.Clinical.LevelOfCare.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

public sealed class StayWatchTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rules_HaveIdsOfTheirOwnAndABasis()
    {
        Assert.Equal("iop-watch-2026.1", StayWatchRules.Current.Version);
        Assert.NotEmpty(StayWatchRules.Current.Basis);
        Assert.Distinct(StayWatchRules.Current.Rules.Concat(PlacementRules.Current.Stay!.Rules).Select(rule => rule.Rule.Id));
    }

    /// <summary>With every fact known, the whole review says whether less means a step down or the end.</summary>
    [Theory]
    [InlineData(60, StayProgress.Improved, StayOutcome.StepDown)]
    [InlineData(90, StayProgress.Remitted, StayOutcome.Discharge)]
    [InlineData(30, StayProgress.Improved, null)]
    public void Look_EverythingKnown_SuggestsWhatTheReviewRecommends(int goals, StayProgress progress, StayOutcome? suggests)
    {
        var look = Look(Whole() with { GoalsMetPercent = goals, Progress = progress });
        Assert.Equal(suggests, look.Suggests);
        Assert.Equal(suggests is null ? [] : ["LOC-RV-03"], look.Reasons.Select(reason => reason.RuleId));
    }

    [Fact]
    public void Look_TwoWeeksBelowTheDose_AsksForAReviewInsteadOfLess()
    {
        var look = Look(Whole() with { WeeksBelowDose = 2 });
        Assert.Equal(StayOutcome.Continue, look.Suggests);
        Assert.Equal(["LOC-RV-01"], look.Reasons.Select(reason => reason.RuleId));
    }

    [Fact]
    public void Look_NothingKnown_SuggestsNothingAndListsWhatIsMissing()
    {
        var look = Look(new() { Today = new() { AsOf = new(2026, 3, 2) }, CurrentLevel = Level.IntensiveOutpatient });
        Assert.Null(look.Suggests);
        Assert.All(["progress", "riskFall", "weeksBelowDose", "goalsMetPercent"], name => Assert.Contains(name, look.MissingFacts));
    }

    /// <summary>Less is never suggested by what is not known, nor by a fact that got worse; and every reason cites a fact.</summary>
    [Property(Arbitrary = [typeof(Stays)], MaxTest = 2000)]
    public bool Look_AFactUnknownOrWorse_NeverTurnsIntoLess(StayFacts facts)
    {
        StayFacts[] worse =
        [
            facts with { Progress = null }, facts with { Progress = StayProgress.Worse }, facts with { AttendancePercent = null },
            facts with { AttendancePercent = 60 }, facts with { WeeksAtLevel = null }, facts with { WeeksBelowDose = 3 },
            facts with { RiskFall = null }, facts with { RiskFall = RiskFall.Unconfirmed },
            facts with { Today = facts.Today with { SuicideRisk = null } },
            facts with { Today = facts.Today with { SuicideRisk = SafetyLevel.Moderate } },
            facts with { Today = facts.Today with { SuicideRisk = SafetyLevel.High } },
        ];
        return worse.Append(facts).Select(Look).All(look => look.Reasons.All(reason => reason.Facts.Count > 0))
            && worse.Select(Look).All(look => look.Suggests is null or StayOutcome.Continue or StayOutcome.StepUp);
    }

    [Fact]
    public void Generator_Stays_ReachesLessAndMore()
    {
        var suggested = Stays.Arbitrary().Generator.Sample(2000).Select(facts => Look(facts).Suggests).ToHashSet();
        Assert.All(new StayOutcome?[] { null, StayOutcome.StepDown, StayOutcome.Continue, StayOutcome.StepUp }, one => Assert.Contains(one, suggested));
    }

    /// <summary>Levels by day, days on which a clinician looked; the level that counts, and the fall.</summary>
    [Theory]
    [InlineData("", "", null, null)]
    [InlineData("none low", "", SafetyLevel.Low, RiskFall.None)]
    [InlineData("low none", "", SafetyLevel.None, RiskFall.None)]
    [InlineData("moderate", "", SafetyLevel.Moderate, RiskFall.None)]
    [InlineData("moderate none", "", SafetyLevel.Moderate, RiskFall.Unconfirmed)]
    [InlineData("moderate none", "0", SafetyLevel.Moderate, RiskFall.Unconfirmed)]
    [InlineData("moderate none", "1", SafetyLevel.None, RiskFall.Confirmed)]
    [InlineData("moderate none none", "1", SafetyLevel.None, RiskFall.Confirmed)]
    [InlineData("high moderate none", "1", SafetyLevel.Moderate, RiskFall.Unconfirmed)]
    [InlineData("high none moderate low", "1", SafetyLevel.Moderate, RiskFall.Unconfirmed)]
    [InlineData("none indeterminate", "", null, RiskFall.None)]
    [InlineData("indeterminate none", "", null, RiskFall.Unconfirmed)]
    [InlineData("indeterminate none", "1", SafetyLevel.None, RiskFall.Confirmed)]
    [InlineData("high indeterminate", "", SafetyLevel.High, RiskFall.Unconfirmed)]
    [InlineData("indeterminate high", "", SafetyLevel.High, RiskFall.None)]
    public void RiskCourse_Levels_CountUntilAClinicianHasLooked(string levels, string looks, SafetyLevel? counts, RiskFall? fall)
    {
        var found = Words(levels).Select((level, day) => Found(SafetyLevels.FromCode(level)!.Value, day)).Reverse();
        var course = SuicideRiskCourse.Of(found, Words(looks).Select(day => start.AddDays(int.Parse(day)).AddHours(1)));
        Assert.Equal((counts, fall), (course.Counts, course.Fall));
    }

    /// <summary>Verdicts by day of each instrument: + improved, - deteriorated, = neither, ? not comparable; capitals R: and in remission.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("??", null)]
    [InlineData("+", StayProgress.Unchanged)]
    [InlineData("++", StayProgress.Improved)]
    [InlineData("+=", StayProgress.Unchanged)]
    [InlineData("-++", StayProgress.Improved)]
    [InlineData("++-", StayProgress.Worse)]
    [InlineData("++ -", StayProgress.Worse)]
    [InlineData("+R", StayProgress.Remitted)]
    [InlineData("R+", StayProgress.Improved)]
    [InlineData("RR =", StayProgress.Improved)]
    [InlineData("RR ?", StayProgress.Remitted)]
    public void Progress_OfMeasurements_IsSustainedOrNotClaimed(string courses, StayProgress? progress)
    {
        var changes = Words(courses).SelectMany((course, instrument) => course.Select((sign, day) => new MeasuredChange(
            $"I-{instrument}",
            start.AddDays(day),
            sign switch
            {
                '+' or 'R' => ChangeVerdict.ImprovedReliably,
                '-' => ChangeVerdict.DeterioratedReliably,
                '=' => ChangeVerdict.NoReliableChange,
                _ => ChangeVerdict.NotComparable,
            },
            sign == 'R')));
        Assert.Equal(progress, MeasuredChange.Progress(changes.Reverse()));
    }

    /// <summary>Attended of 540 prescribed minutes, the last week first; x is a week without a prescription, _ a gap.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("540", 0)]
    [InlineData("539", 1)]
    [InlineData("0 0", 2)]
    [InlineData("0 540 0", 1)]
    [InlineData("0 x 0", 1)]
    [InlineData("0 _ 0", 1)]
    public void BelowDoseInARow_CountsFromTheLastWeekBack(string weeks, int count) => Assert.Equal(count, WeekOfDose.BelowDoseInARow(
        Words(weeks).Select((week, back) => (week, day: new DateOnly(2026, 3, 2).AddDays(-7 * back))).Where(one => one.week != "_")
            .Select(one => new WeekOfDose(one.day, one.week == "x" ? 0 : 540, one.week == "x" ? 0 : int.Parse(one.week))).Reverse()));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static RiskFound Found(SafetyLevel level, int day) => new(level, start.AddDays(day), start.AddDays(day));

    private static StaySignal Look(StayFacts facts) => StayWatch.Look(facts, PlacementRules.Current, StayWatchRules.Current);

    /// <summary>An adult in IOP who does well, with everything known.</summary>
    private static StayFacts Whole() => new()
    {
        Today = new()
        {
            AsOf = new(2026, 3, 2),
            AgeYears = 34,
            Scores = [new("PHQ-9", 6, new(2026, 3, 1)), new("GAD-7", 4, new(2026, 3, 1))],
            SuicideRisk = SafetyLevel.None,
            Dimensions = DimensionRatings.FromNumbers(Enumerable.Range(1, 6).ToDictionary(number => $"{number}", _ => new DimensionRating(0, "Settled."))),
            WithdrawalRisk = WithdrawalRisk.None,
            CanTakePartInGroups = true,
            HomeIsSafe = true,
            Supports = SupportStrength.Strong,
            PriorTreatments = 0,
            RecentHospitalDischarge = false,
            Functioning = Impairment.Mild,
            Diagnoses = [PlacementDiagnosis.FromIcd10("F33.1")],
        },
        CurrentLevel = Level.IntensiveOutpatient,
        WeeksAtLevel = 6,
        Progress = StayProgress.Improved,
        GoalsMetPercent = 60,
        AttendancePercent = 92,
        WorksOnGoals = true,
        AftercareReady = true,
        WeeksBelowDose = 0,
        RiskFall = RiskFall.None,
    };

    /// <summary>Stays as the live state and a reviewer know them: any fact may be unknown.</summary>
    public static class Stays
    {
        public static Arbitrary<StayFacts> Arbitrary() => (
            from progress in Gen.Elements<StayProgress?>(null, StayProgress.Worse, StayProgress.Unchanged, StayProgress.Improved, StayProgress.Remitted)
            from attendance in Gen.Elements<int?>(null, 60, 79, 80, 100)
            from weeks in Gen.Elements<int?>(null, 1, 2, 9)
            from goals in Gen.Elements<int?>(null, 30, 60, 90)
            from below in Gen.Elements<int?>(null, 0, 1, 2)
            from fall in Gen.Elements<RiskFall?>(null, RiskFall.None, RiskFall.Confirmed, RiskFall.Unconfirmed)
            from risk in Gen.Elements<SafetyLevel?>(null, SafetyLevel.None, SafetyLevel.Low, SafetyLevel.Moderate, SafetyLevel.High)
            from phq in Gen.Elements(3, 12, 21)
            from level in Gen.Elements(Level.Outpatient, Level.IntensiveOutpatient, Level.PartialHospitalization)
            let whole = Whole()
            select whole with
            {
                Today = whole.Today with { SuicideRisk = risk, Scores = [new("PHQ-9", phq, whole.Today.AsOf)] },
                CurrentLevel = level,
                Progress = progress,
                AttendancePercent = attendance,
                WeeksAtLevel = weeks,
                GoalsMetPercent = goals,
                WeeksBelowDose = below,
                RiskFall = fall,
            }).ToArbitrary();
    }
}
