using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Tests.Domain;

public sealed class WeekPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly WeekSession Coming = new(
        Guid.Empty, Guid.Empty, Guid.Empty, "Group", "group", Now.AddHours(1), Now.AddHours(4), 165, null, null, null,
        Canceled: false, SessionVersion: 1, Booked: false, Enrolled: true, Attended: false);

    private static readonly WeekSession Past = Coming with { StartsAt = Now.AddHours(-5), EndsAt = Now.AddHours(-2) };

    public static TheoryData<string, bool, bool> Cases => new()
    {
        // name of the case, in the week afterwards, was booked before
        { "enrolled", true, false },
        { "enrolled booked", true, true },
        { "enrolled canceled", false, false },
        { "enrolled booked canceled", true, true },
        { "left booked", false, true },
        { "left", false, false },
        { "past left booked", true, true },
        { "past enrolled", true, false },
        { "left booked attended", true, true },
        { "single booked", true, true },
        { "single", false, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_Session_StaysComesOrGoes(string name, bool stays, bool booked)
    {
        var words = name.Split(' ');
        var session = (words.Contains("past") ? Past : Coming) with
        {
            GroupId = words.Contains("single") ? null : Guid.Empty,
            Enrolled = words.Contains("enrolled"),
            Booked = words.Contains("booked"),
            Canceled = words.Contains("canceled"),
            Attended = words.Contains("attended"),
        };
        var plan = WeekPlan.Of([session], Now);
        Assert.Equal(stays ? 1 : 0, plan.Sessions.Count);
        Assert.Equal(stays && !booked ? 1 : 0, plan.ToBook.Count);
        Assert.Equal(!stays && booked ? 1 : 0, plan.ToRelease.Count);
    }

    public static Arbitrary<WeekSession[]> Weeks() => (
        from id in Gen.Choose(0, 1)
        from hours in Gen.Choose(-72, 72)
        from flags in Gen.Elements(true, false).ArrayOf(5)
        select Coming with
        {
            SessionId = Guid.CreateVersion7(),
            GroupId = flags[0] ? Guid.Empty : null,
            StartsAt = Now.AddHours(hours),
            EndsAt = Now.AddHours(hours + 1),
            Enrolled = flags[0] && flags[1],
            Booked = flags[2],
            Canceled = flags[3],
            Attended = flags[2] && flags[4],
        }).ArrayOf().ToArbitrary();

    /// <summary>Building a built week changes nothing.</summary>
    [Property(Arbitrary = [typeof(WeekPlanTests)], MaxTest = 500)]
    public bool Of_AppliedPlan_ChangesNothing(WeekSession[] candidates)
    {
        var plan = WeekPlan.Of(candidates, Now);
        var applied = candidates.Select(session => session with { Booked = plan.Sessions.Contains(session) }).ToArray();
        return WeekPlan.Of(applied, Now).ChangesNothing;
    }

    /// <summary>Nothing that has begun or was recorded is taken away.</summary>
    [Property(Arbitrary = [typeof(WeekPlanTests)], MaxTest = 500)]
    public bool Of_PastOrAttended_IsNeverReleased(WeekSession[] candidates) =>
        WeekPlan.Of(candidates, Now).ToRelease.All(session => session.StartsAt > Now && !session.Attended);
}
