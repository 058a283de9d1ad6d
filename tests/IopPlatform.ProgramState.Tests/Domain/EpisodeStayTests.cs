using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Contracts;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

/// <summary>What the live state makes of a stay: the stay review over the facts that it has.</summary>
public sealed class EpisodeStayTests
{
    private const string Screener = "C-SSRS-SCREENER";
    private const string SinceLastContact = "C-SSRS-SCREENER-SINCE-LAST-CONTACT";

    private readonly Story story = new();

    [Fact]
    public void View_HighRisk_SuggestsAStepUpWithRuleFactsAndWhatIsMissing()
    {
        var step = View(story.Admitted(), story.Scored(3, 1, Screener, "high"))!;
        Assert.Equal(("step-up", "iop-loc-2026.2", "iop-watch-2026.1"), (step.Suggests, step.RulesVersion, step.WatchVersion));
        var reason = step.Reasons.Single(reason => reason.Rule == "LOC-IN-01");
        Assert.Equal(new StepFactView("cssrsLevel", "high"), Assert.Single(reason.Facts));
        Assert.Contains(step.Reasons, reason => reason.Rule == "LOC-SU-01");
        Assert.Equal("LOC-IN-01", Assert.Single(step.RedFlags).Rule);
        Assert.Contains("homeSafe", step.Missing);
    }

    [Fact]
    public void View_ScoresThatAskForMore_SuggestAStepUp()
    {
        var step = View(story.Admitted(), story.Scored(21, 2), story.Scored(16, 1, "GAD-7"))!;
        Assert.Equal("step-up", step.Suggests);
        Assert.Contains(step.Reasons, reason => reason.Rule == "LOC-PHP-03");
    }

    /// <summary>Whoever determined the level knew them; they ask for nothing again.</summary>
    [Fact]
    public void Look_ScoresOfTheBaseline_AskForNoStepUp() => Assert.Null(Look(story.Admitted(
        5, 1, "iop", Baseline("PHQ-9", 21, "severe"), Baseline("GAD-7", 16, "severe")))!.Suggests);

    [Fact]
    public void Look_WorseInSpiteOfTreatment_SuggestsAStepUp()
    {
        var look = Look(story.Admitted(22, 1, "iop", Baseline("GAD-7", 5, "mild", 23)), story.Scored(12, 1, "GAD-7"))!;
        Assert.Equal(StayOutcome.StepUp, look.Suggests);
        Assert.Contains(look.Reasons, reason => reason.RuleId == "LOC-SU-02");
    }

    [Fact]
    public void Look_WorseInTheFirstWeeks_AsksForAReviewOnly()
    {
        var look = Look(story.Admitted(5, 1, "iop", Baseline("GAD-7", 5, "mild")), story.Scored(12, 1, "GAD-7"))!;
        Assert.Equal(StayOutcome.Continue, look.Suggests);
        Assert.Equal("LOC-RV-02", Assert.Single(look.Reasons).RuleId);
    }

    [Fact]
    public void Look_SustainedImprovement_SuggestsLessAndSaysWhatTheClinicianHasToAdd()
    {
        var look = Look(Improving())!;
        Assert.Equal(StayOutcome.StepDown, look.Suggests);
        var reason = Assert.Single(look.Reasons);
        Assert.Equal(
            ("LOC-RV-03", "progress improved; attendancePercent 100; weeksAtLevel 4; cssrsLevel low; riskFall none"),
            (reason.RuleId, string.Join("; ", reason.Facts.Select(fact => $"{fact.Name} {fact.Value}"))));
        Assert.All(["goalsMetPercent", "indicatedLevel", "age", "homeSafe"], name => Assert.Contains(name, look.MissingFacts));
    }

    [Fact]
    public void Look_ImprovementWithoutScreener_SuggestsNothing() => Assert.Null(Look(Improving(screened: false))!.Suggests);

    [Fact]
    public void Look_ImprovementOnce_SuggestsNothing() =>
        Assert.Null(Look([.. Improving().Where(message => message is not ScoreRecorded { Value: 8 })])!.Suggests);

    [Fact]
    public void Look_ImprovementSoonAfterAStep_SuggestsNothing() => Assert.Null(Look(
        [.. Improving(), story.Reviewed(decision: "step-down")])!.Suggests);

    /// <summary>
    /// An answer of none does not take the place of an earlier moderate or high risk: until a clinician has looked after it, the
    /// earlier one counts and less care is not suggested.
    /// </summary>
    [Theory]
    [InlineData(SinceLastContact, "moderate")]
    [InlineData(SinceLastContact, "indeterminate")]
    [InlineData(Screener, "high")]
    public void Look_ALowerRiskAfterAnElevatedOne_SuggestsLessOnlyAfterAClinicianHasConfirmed(string later, string elevated)
    {
        BusMessage[] events = [.. Improving(screened: false), story.Scored(2, 5, Screener, elevated), story.Scored(0, 3, later)];
        Assert.NotEqual(StayOutcome.StepDown, Look(events)!.Suggests);
        var tooEarly = story.Reviewed() with { OccurredAt = story.Now.AddDays(-4) };
        Assert.NotEqual(StayOutcome.StepDown, Look([.. events, tooEarly])!.Suggests);
        var review = story.Reviewed() with { OccurredAt = story.Now.AddDays(-2) };
        Assert.Equal(StayOutcome.StepDown, Look([.. events, review])!.Suggests);
        var acknowledged = story.TaskAcknowledged() with { OccurredAt = story.Now.AddDays(-1) };
        Assert.Equal(StayOutcome.StepDown, Look([.. events, story.TaskOpened(), acknowledged])!.Suggests);
        Assert.NotEqual(
            StayOutcome.StepDown, Look([.. events, story.TaskOpened() with { Kind = "overdose" }, acknowledged])!.Suggests);
    }

    [Fact]
    public void Look_ALowerRiskAfterAHighOne_StillAsksForMoreUntilConfirmed()
    {
        BusMessage[] events = [story.Admitted(5), story.Scored(3, 3, Screener, "high"), story.Scored(0, 1, SinceLastContact)];
        Assert.Equal(StayOutcome.StepUp, Look(events)!.Suggests);
        Assert.Null(Look([.. events, story.Reviewed()])!.Suggests);
    }

    /// <summary>The screener that was answered first and recorded last was not known to the clinician.</summary>
    [Fact]
    public void Look_AFallRecordedAfterTheReview_IsNotConfirmed()
    {
        BusMessage[] events =
        [
            .. Improving(screened: false), story.Scored(2, 5, Screener, "moderate"),
            story.Scored(0, 3, SinceLastContact) with { OccurredAt = story.Now.AddHours(-1) },
            story.Reviewed() with { OccurredAt = story.Now.AddDays(-2) },
        ];
        Assert.Null(Look(events)!.Suggests);
    }

    [Fact]
    public void View_AfterAReviewThatKnewIt_ShowsNoStepAndThePatientNever()
    {
        Assert.Null(View(story.Admitted(), story.Scored(3, 1, Screener, "high"), story.Reviewed()));
        var facts = new BusMessage[] { story.Admitted(), story.Scored(3, 1, Screener, "high") }.Aggregate(EpisodeFacts.None, EpisodeFold.Apply);
        var view = EpisodeProjection.View(story.Episode, facts, 1, story.Now, Story.Calendar, InstrumentCatalog.Default);
        Assert.NotNull(view.StepChange);
        Assert.Null(view.ForPatient().StepChange);
    }

    [Fact]
    public void View_OfAClosedEpisode_ShowsNoStep() =>
        Assert.Null(View(story.Admitted(), story.Scored(3, 1, Screener, "high"), story.Closed()));

    /// <summary>Four weeks of full attendance; PHQ-9 from 20 to 9 and 8, reliable but not in remission.</summary>
    private BusMessage[] Improving(bool screened = true) =>
    [
        story.Admitted(29, 1, "iop", Baseline("PHQ-9", 20, "severe", 30)),
        .. from week in Enumerable.Range(1, 4)
           from day in Enumerable.Range(0, 3)
           select story.Attended(story.Monday.AddDays((-7 * week) + day)),
        story.Scored(9, 8), story.Scored(8, 2),
        .. screened ? new BusMessage[] { story.Scored(1, 2, Screener, "low") } : [],
    ];

    private BaselineScore Baseline(string instrument, int value, string band, int daysAgo = 6) =>
        new(Guid.CreateVersion7(), instrument, value, band, story.Now.AddDays(-daysAgo));

    private StaySignal? Look(params BusMessage[] events) => EpisodeStay.Look(
        events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), story.Now, Story.Calendar, InstrumentCatalog.Default);

    private StepChangeView? View(params BusMessage[] events) => EpisodeProjection.View(
        story.Episode, events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), 1, story.Now, Story.Calendar,
        InstrumentCatalog.Default).StepChange;
}
