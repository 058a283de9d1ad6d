using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

public sealed class ViewClockTests
{
    private readonly Story story = new();

    /// <summary>What the grain relies on when it shows a view again: nothing but the moment differs until the next change.</summary>
    [Property(Arbitrary = [typeof(Glances)], MaxTest = 500)]
    public void NextChange_UntilThen_TheViewStaysAsItIs(Glance glance)
    {
        var facts = Facts(glance.Told);
        var next = ViewClock.NextChange(facts, glance.At, Story.Calendar);
        Assert.True(next > glance.At);
        var shown = Shown(facts, glance.At);
        var last = next.AddTicks(-10);
        Assert.Equal(shown, Shown(facts, last));
        Assert.Equal(shown, Shown(facts, glance.At + ((last - glance.At) / 2)));
    }

    [Fact]
    public void NextChange_BeforeASession_IsItsBeginning() =>
        Expect(story.Session(story.Today.AddDays(1)).StartsAt, story.Session(story.Today.AddDays(1)).StartsAt.AddHours(-1), story.Scheduled(1, 1, 2));

    [Fact]
    public void NextChange_WhileCheckedIn_IsTheEndOfPresence()
    {
        var session = story.Session(story.Today);
        Expect(session.EndsAt.AddHours(2), session.EndsAt, story.Attended(session, "checked-in"));
    }

    [Fact]
    public void NextChange_WithAMissingNote_IsWhenItBecomesOverdue()
    {
        var session = story.Session(story.Today);
        Expect(session.EndsAt + DueDays.NoteWithin, session.EndsAt + DueDays.NoteWithin.Subtract(TimeSpan.FromHours(2)), story.Attended(session));
    }

    /// <summary>The day on which clocks go back has 25 hours in Denver.</summary>
    [Fact]
    public void NextChange_OnTheDayOfTheChangeOfClocks_IsTheNextMidnightAtTheSite()
    {
        var midnight = new DateTimeOffset(2026, 11, 1, 6, 0, 0, TimeSpan.Zero);
        Expect(midnight.AddHours(25), midnight);
    }

    private void Expect(DateTimeOffset next, DateTimeOffset now, params BusMessage[] told) =>
        Assert.Equal(next, ViewClock.NextChange(Facts([story.Admitted(), .. told]), now, Story.Calendar));

    private static EpisodeFacts Facts(IEnumerable<BusMessage> told) => told.Aggregate(EpisodeFacts.None, EpisodeFold.Apply);

    private static string Shown(EpisodeFacts facts, DateTimeOffset at) => JsonSerializer.Serialize(
        EpisodeProjection.View(Guid.Empty, facts, 1, at, Story.Calendar, InstrumentCatalog.Default) with { AsOf = default });
}

/// <summary>Somebody looks at an episode of which some things were told.</summary>
public sealed record Glance(IReadOnlyList<BusMessage> Told, DateTimeOffset At);

/// <summary>Glances within three weeks around the story's Tuesday, the change of clocks among them, at any minute.</summary>
public static class Glances
{
    private const int MinutesAround = 10 * 24 * 60;

    public static Arbitrary<Glance> Arbitrary()
    {
        var story = new Story();
        BusMessage[] open =
        [
            story.Attended(story.Session(story.Today.AddDays(1)), "checked-in"), story.Attended(story.Session(story.Today.AddDays(2)), "checked-in"),
            story.Attended(story.Today), story.Prescribed(300, 3, story.Today.AddDays(2)), story.Scheduled(1, story.Monday.AddDays(7), 0, 2, 4),
        ];
        return (
            from told in Gen.SubListOf<BusMessage>(Delivery.Pool)
            from more in Gen.SubListOf<BusMessage>(open)
            from minutes in Gen.Choose(-MinutesAround, MinutesAround)
            select new Glance([.. told, .. more], Story.Tuesday.AddMinutes(minutes))).ToArbitrary();
    }
}
