using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>An authorization for March 2026; March 2 is a Monday.</summary>
public sealed class AuthorizationBurnDownTests
{
    [Theory]
    [InlineData(8, 4, false)]
    [InlineData(9, 3, true)]
    [InlineData(12, 0, true)]
    [InlineData(13, -1, true)]
    public void Compute_Units_NearlySpentAtThree(int used, int left, bool nearly)
    {
        var state = At(used, 3, today: 2);
        Assert.Equal((left, nearly), (state.UnitsLeft, state.NearlySpent));
    }

    /// <summary>The last covered day is Tuesday, March 31.</summary>
    [Theory]
    [InlineData(25, 6, 4, false)]
    [InlineData(26, 5, 3, true)]
    [InlineData(28, 3, 2, true)]
    [InlineData(31, 0, 0, true)]
    public void Compute_BusinessDays_NearlySpentAtThree(int today, int days, int businessDays, bool nearly)
    {
        var state = At(0, 3, today);
        Assert.Equal((days, businessDays, nearly), (state.DaysToExpiry, state.BusinessDaysToExpiry, state.NearlySpent));
        Assert.False(state.Expired);
    }

    [Fact]
    public void Compute_AfterTheLastDay_Expired()
    {
        var state = AuthorizationBurnDown.Compute(12, 0, new(2026, 3, 1), new(2026, 3, 31), 3, new(2026, 4, 1));
        Assert.True(state is { Expired: true, NearlySpent: true, DaysToExpiry: -1, BusinessDaysToExpiry: 0 });
    }

    [Theory]
    [InlineData(6, 3, 2, 16)]
    [InlineData(5, 3, 2, 19)]
    [InlineData(0, 7, 2, 14)]
    [InlineData(12, 3, 2, 2)]
    public void Compute_Exhaustion_FromTodayAtTheRecentPace(int used, int perWeek, int today, int day)
    {
        var state = At(used, perWeek, today);
        Assert.Equal(new DateOnly(2026, 3, day), state.ExpectedExhaustionOn);
        Assert.True(state.ExhaustedBeforeExpiry);
    }

    [Fact]
    public void Compute_NoPace_NoExhaustion() => Assert.Null(At(0, 0, 2).ExpectedExhaustionOn);

    [Fact]
    public void Compute_BeforeTheFirstDay_ThePaceStartsThen()
    {
        var state = AuthorizationBurnDown.Compute(7, 0, new(2026, 3, 9), new(2026, 3, 31), 7, new(2026, 3, 2));
        Assert.Equal(new DateOnly(2026, 3, 16), state.ExpectedExhaustionOn);
    }

    [Fact]
    public void Compute_ExhaustionAfterExpiry_IsShownAsSuch()
    {
        var state = At(0, 1, 2);
        Assert.Equal(new DateOnly(2026, 5, 25), state.ExpectedExhaustionOn);
        Assert.False(state.ExhaustedBeforeExpiry);
    }

    private static AuthorizationState At(int used, int perWeek, int today) =>
        AuthorizationBurnDown.Compute(12, used, new(2026, 3, 1), new(2026, 3, 31), perWeek, new(2026, 3, today));
}
