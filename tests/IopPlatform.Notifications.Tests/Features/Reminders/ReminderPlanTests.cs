using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Notifications.Features.Reminders;

namespace IopPlatform.Notifications.Tests.Features.Reminders;

public sealed class ReminderPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 15, 0, 0, TimeSpan.Zero);
    private static readonly Guid Session = Guid.CreateVersion7();
    private static readonly Guid Episode = Guid.CreateVersion7();
    private static readonly Guid Schedule = Guid.CreateVersion7();
    private static readonly DateTimeOffset Start = Now.AddDays(3);

    [Theory]
    [InlineData(72, 48)]
    [InlineData(24, 0)]
    [InlineData(1, 0)]
    public void DueAt_HoursToTheStart_IsADayAheadOrNow(int startsInHours, int dueInHours) =>
        Assert.Equal(Now.AddHours(dueInHours), ReminderPlan.DueAt(Clinic.Session(Session, Now.AddHours(startsInHours)), Now));

    [Fact]
    public void Decide_NewSession_IsQueuedOnce()
    {
        var plan = Decide(Week(Clinic.Session(Session, Start), Clinic.Session(Session, Start)));
        Assert.Single(plan.Queue);
    }

    [Fact]
    public void Decide_PastOrCanceledSession_IsNot() => AssertNothing(
        Decide(Week(Clinic.Session(Session, Now), Clinic.Session(Guid.CreateVersion7(), Start, canceled: true))));

    [Fact]
    public void Decide_ClosedEpisode_QueuesNothingAndCancels()
    {
        var plan = Decide(Week(Clinic.Session(Session, Start)), [Reminder("queued")], closed: true);
        Assert.Empty(plan.Queue);
        Assert.Single(plan.Cancel);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("sending")]
    [InlineData("sent")]
    [InlineData("failed")]
    public void Decide_SameTime_ChangesNothing(string state) =>
        AssertNothing(Decide(Week(Clinic.Session(Session, Start)), [Reminder(state)]));

    [Theory]
    [InlineData("queued")]
    [InlineData("canceled")]
    public void Decide_OtherTimeBeforeItHasLeft_ReplansTheSame(string state)
    {
        var plan = Decide(Week(Clinic.Session(Session, Start.AddHours(1))), [Reminder(state)]);
        Assert.Single(plan.Replan);
        Assert.Empty(plan.Queue);
    }

    [Theory]
    [InlineData("sending")]
    [InlineData("sent")]
    [InlineData("failed")]
    public void Decide_OtherTimeAfterItHasLeft_QueuesAnother(string state)
    {
        var plan = Decide(Week(Clinic.Session(Session, Start.AddHours(1))), [Reminder(state)]);
        Assert.Single(plan.Retire);
        Assert.Single(plan.Queue);
    }

    [Fact]
    public void Decide_SessionMovedHereFromAnotherWeek_TakesItsReminderOver()
    {
        var plan = Decide(Week(Clinic.Session(Session, Start)), [Reminder("queued") with { SourceId = Guid.CreateVersion7() }]);
        Assert.Single(plan.Replan);
        Assert.Empty(plan.Cancel);
    }

    [Fact]
    public void Decide_SessionGone_CancelsOnlyItsOwnQueuedReminder()
    {
        var elsewhere = Reminder("queued") with { SourceId = Guid.CreateVersion7(), DedupKey = "elsewhere" };
        var sent = Reminder("sent") with { DedupKey = "sent" };
        var plan = Decide(Week(), [Reminder("queued"), elsewhere, sent]);
        Assert.Equal([ReminderPlan.Key(Session, Episode)], plan.Cancel.Select(reminder => reminder.DedupKey));
    }

    private static void AssertNothing(ReminderPlan plan)
    {
        Assert.Empty(plan.Queue);
        Assert.Empty(plan.Replan);
        Assert.Empty(plan.Retire);
        Assert.Empty(plan.Cancel);
    }

    private static ReminderPlan Decide(
        PersonalScheduleChanged week, IReadOnlyList<ExistingReminder>? existing = null, bool closed = false) =>
        ReminderPlan.Decide(week, existing ?? [], closed, Now);

    private static ExistingReminder Reminder(string state) =>
        new(Guid.CreateVersion7(), ReminderPlan.Key(Session, Episode), Schedule, state, Start, 1);

    private static PersonalScheduleChanged Week(params ScheduledSession[] sessions) => new()
    {
        OrganizationId = Guid.CreateVersion7(),
        Version = 1,
        OccurredAt = Now,
        ScheduleId = Schedule,
        EpisodeId = Episode,
        PatientId = Guid.CreateVersion7(),
        SiteId = Guid.CreateVersion7(),
        WeekStartsOn = new DateOnly(2026, 3, 9),
        TimeZone = Clinic.Zone,
        Sessions = sessions,
    };
}
