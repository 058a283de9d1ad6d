using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

public sealed class AlertRulesTests
{
    private readonly Story story = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WeeklyDoseShort_WhenTheWeekCannotReachThePrescription(bool enough) => Expect(
        AlertKinds.WeeklyDoseShort, !enough, story.Admitted(), story.Prescribed(), story.Scheduled(1, enough ? [0, 1, 2] : [0, 1]));

    [Fact]
    public void WeeklyDoseShort_InTheWeekOfAdmission_StaysClosed() =>
        Expect(AlertKinds.WeeklyDoseShort, false, story.Admitted(daysAgo: 0), story.Prescribed(), story.Scheduled(1, 1));

    [Fact]
    public void WeeklyDoseShort_InOutpatientCareWithoutPrescription_StaysClosed() =>
        Expect(AlertKinds.WeeklyDoseShort, false, story.Admitted(level: "outpatient"));

    [Theory]
    [InlineData("attended", false)]
    [InlineData("excused", false)]
    [InlineData("absent", true)]
    public void MissesInARow_AtTwoUnexcused(string second, bool open) => Expect(
        AlertKinds.MissesInARow, open, story.Admitted(), story.Attended(story.Monday.AddDays(-7), "absent"), story.Attended(story.Monday, second));

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    public void ReviewDue_FromTheDayOn(int nextInDays, bool open) =>
        Expect(AlertKinds.ReviewDue, open, story.Admitted(), story.Reviewed(nextInDays));

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void ReviewDue_WithoutAnyReview_AWeekAfterAdmission(int daysAgo, bool open) =>
        Expect(AlertKinds.ReviewDue, open, story.Admitted(daysAgo));

    [Fact]
    public void ReviewDue_OfThePlan_FromTheDayOn() =>
        Expect(AlertKinds.ReviewDue, true, story.Admitted(), story.Reviewed(), story.Planned(reviewInDays: 0));

    [Theory]
    [InlineData(15, false)]
    [InlineData(14, true)]
    public void CertificationDue_TwoWeeksBefore(int inDays, bool open) =>
        Expect(AlertKinds.CertificationDue, open, story.Admitted(), story.Certified(inDays));

    [Theory]
    [InlineData(4, 30, false)]
    [InlineData(3, 30, true)]
    [InlineData(30, 2, true)]
    public void AuthorizationNearlySpent_AtThreeUnitsOrBusinessDays(int units, int daysLeft, bool open) =>
        Expect(AlertKinds.AuthorizationNearlySpent, open, story.Admitted(), story.Authorized(units, daysLeft));

    [Fact]
    public void AuthorizationNearlySpent_CountsAttendedDaysOnce() => Expect(
        AlertKinds.AuthorizationNearlySpent, false, story.Admitted(), story.Authorized(5, 30), story.Attended(story.Monday),
        story.Attended(story.Session(story.Now.AddDays(-1), story.Now.AddDays(-1).AddHours(1))));

    [Fact]
    public void SafetyOpen_UntilAcknowledged()
    {
        Expect(AlertKinds.SafetyOpen, true, story.Admitted(), story.TaskOpened());
        Expect(AlertKinds.SafetyOpen, false, story.Admitted(), story.TaskAcknowledged(), story.TaskOpened());
    }

    [Fact]
    public void StepChangeSuggested_OnHighRisk_UntilAReviewKnowsIt()
    {
        var score = story.Scored(3, 1, "C-SSRS-SCREENER", "high");
        Expect(AlertKinds.StepChangeSuggested, true, story.Admitted(), score);
        Expect(AlertKinds.StepChangeSuggested, false, story.Admitted(), score, story.Reviewed());
    }

    [Fact]
    public void StepChangeSuggested_AfterTwoWeeksBelowTheDose() =>
        Expect(AlertKinds.StepChangeSuggested, true, story.Admitted(), story.Prescribed());

    [Fact]
    public void StepChangeSuggested_OnReliableDeteriorationAgainstTheBaseline()
    {
        var baseline = new BaselineScore(Guid.CreateVersion7(), "PHQ-9", 8, "mild", story.Now.AddDays(-6));
        Expect(AlertKinds.StepChangeSuggested, true, story.Admitted(5, 1, "iop", baseline), story.Scored(20, 1));
        Expect(AlertKinds.StepChangeSuggested, false, story.Admitted(5, 1, "iop", baseline), story.Scored(9, 1));
    }

    [Fact]
    public void NoteOverdue_OneDayAfterTheSession_UntilSigned()
    {
        var attendance = story.Attended(story.Monday);
        var due = attendance.SessionEndsAt + DueDays.NoteWithin;
        Assert.DoesNotContain(AlertKinds.NoteOverdue, OpenAt(due.AddTicks(-1), story.Admitted(), attendance));
        Assert.Contains(AlertKinds.NoteOverdue, OpenAt(due, story.Admitted(), attendance));
        Assert.DoesNotContain(AlertKinds.NoteOverdue, OpenAt(due, story.Admitted(), attendance, story.Noted(attendance)));
        Assert.DoesNotContain(AlertKinds.NoteOverdue, OpenAt(due, story.Admitted(), story.Attended(story.Monday, "absent")));
    }

    [Fact]
    public void Open_AfterClosing_None() =>
        Assert.Empty(OpenAt(story.Now, story.Admitted(), story.TaskOpened(), story.Reviewed(-3), story.Closed()));

    /// <summary>What NextReview promises: until then nothing changes by time alone, and then something does (or a week begins).</summary>
    [Fact]
    public void NextReview_AtEachStep_IsTheNextChange()
    {
        BusMessage[] events =
        [
            story.Admitted(daysAgo: 5), story.Reviewed(3), story.Planned(2), story.Certified(16), story.Authorized(20, 5),
            story.Attended(story.Monday), story.Prescribed(), story.Scheduled(1, 0, 1, 2), story.Scored(20, 4), story.Scored(14, 2, "GAD-7"),
            story.Scored(2, 3, "C-SSRS-SCREENER", "moderate"),
        ];
        var facts = events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply);
        var now = story.Now;
        for (var step = 0; step < 6; step++)
        {
            var next = AlertClock.NextReview(facts, now, Story.Calendar)!.Value;
            Assert.InRange(next, now.AddTicks(1), now.AddDays(7).AddHours(1));
            for (var at = now; at < next; at += TimeSpan.FromMinutes(17))
            {
                Assert.Equal(Kinds(facts, now), Kinds(facts, at));
            }

            var isMonday = next == Story.Calendar.StartOf(SiteCalendar.MondayOf(Story.Calendar.Day(next)));
            Assert.True(isMonday || !Kinds(facts, now).SequenceEqual(Kinds(facts, next)), $"Nothing changes at {next:O}.");
            now = next;
        }
    }

    [Fact]
    public void NextReview_OfAClosedEpisode_Never() => Assert.Null(AlertClock.NextReview(
        new BusMessage[] { story.Admitted(), story.Closed() }.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), story.Now, Story.Calendar));

    [Fact]
    public void Levels_OpenedClosedOpened_CountOneVersionPerKind()
    {
        var attendance = story.Attended(story.Monday, "absent");
        BusMessage[] events =
        [
            story.Admitted(), story.Reviewed(), story.Prescribed(0), attendance, story.Attended(story.Monday.AddDays(-1), "absent"),
            story.Attended(story.Monday, "attended", 180, 2), story.Attended(story.Monday, "absent", 0, 3),
        ];
        var states = new List<EpisodeState> { EpisodeState.New };
        foreach (var message in events)
        {
            states.Add(states[^1].Apply(Guid.CreateVersion7(), message, story.Now.AddTicks(10 * states.Count), Story.Calendar, InstrumentCatalog.Default));
        }

        var published = states.Zip(states.Skip(1))
            .SelectMany(step => AlertChanges.Between(step.First, step.Second, story.Organization, story.Episode))
            .Where(change => change.Kind == AlertKinds.MissesInARow)
            .ToList();
        Assert.Equal([(true, 1L), (false, 2L), (true, 3L)], published.Select(change => (change.Open, change.Version)));
        Assert.Single(published.Select(change => change.AlertId).Distinct());
    }

    private void Expect(string kind, bool open, params BusMessage[] events) =>
        Assert.Equal(open, OpenAt(story.Now, events).Contains(kind));

    private static IReadOnlyList<string> OpenAt(DateTimeOffset now, params BusMessage[] events) =>
        Kinds(events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), now);

    private static IReadOnlyList<string> Kinds(EpisodeFacts facts, DateTimeOffset now) =>
        [.. AlertRules.Open(facts, now, Story.Calendar, InstrumentCatalog.Default).Select(alert => alert.Kind)];
}
