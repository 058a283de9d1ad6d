using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Steps;

namespace IopPlatform.Journeys.Tests;

public sealed class FreeTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 18, 46, 0, TimeSpan.Zero);

    private static readonly StaffMember Therapist = new(Guid.CreateVersion7(), null!);

    /// <summary>Nobody may check in to a session that is over.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    [InlineData(1)]
    public void Free_SessionOfAnyLength_EndsNoSoonerThanAsked(int minutes)
    {
        var choices = FreeTime.Free([Therapist], Now.AddMinutes(3), Now.AddMinutes(58), Now.AddMinutes(-1), minutes, []).ToList();
        Assert.All(choices, choice => Assert.InRange(choice.EndsAt, Now.AddMinutes(3), Now.AddMinutes(58)));
        Assert.Equal(56, choices.Count);
    }

    [Fact]
    public void Free_TherapistTaken_OffersTheNearestTimeThatIsNot()
    {
        var taken = new FreeTime.Taken(Therapist.Id, Now.AddMinutes(-5), Now.AddMinutes(7));
        var choices = FreeTime.Free([Therapist], Now.AddMinutes(3), Now.AddMinutes(58), Now.AddMinutes(-1), 5, [taken]);
        Assert.Equal(Now.AddMinutes(7), choices.First().StartsAt);
    }
}
