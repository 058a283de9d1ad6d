using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>The rules of 2026.2 against the answers that were written down before them.</summary>
public sealed class VignetteTests
{
    private static readonly PlacementRules rules = PlacementRules.Find("iop-loc-2026.2")!;

    public static TheoryData<string, string> Placements =>
        [.. Vignette.Themes.SelectMany(theme => Vignette.OfTheme(theme).Select(vignette => (theme, vignette.Id)))];

    public static TheoryData<string> Reviews => [.. Vignette.OfTheme("reviews").Select(vignette => vignette.Id)];

    [Fact]
    public void Vignettes_AreFortyWithAdolescentsAmongThem()
    {
        var all = Vignette.Themes.SelectMany(Vignette.OfTheme).ToArray();
        Assert.Equal(40, all.Length);
        Assert.Distinct(all.Select(vignette => vignette.Id));
        Assert.True(all.Count(vignette => vignette.Facts.Age is < 18) >= 6);
        Assert.True(all.Count(vignette => vignette.Facts.Edition == "4") >= 3);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Recommend_Vignette_GivesTheAnswerInWriting(string theme, string id)
    {
        var vignette = Vignette.OfTheme(theme).Single(vignette => vignette.Id == id);
        var made = Placement.Recommend(vignette.Facts.ToFacts(), rules);
        var expected = vignette.Expected;
        Assert.Equal(expected.Level, made.Recommended?.ToCode() ?? "open");
        Assert.Equal(expected.Indicated ?? expected.Level, made.Indicated.ToCode());
        AllAmong(expected.WhyNotLower, made.WhyNotLower);
        AllAmong(expected.WhyNotHigher, made.WhyNotHigher);
        AlarmsAs(expected.RedFlags, made.RedFlags);
        AlarmsAs(expected.Conflicts, made.Conflicts);
        AllAmong(expected.Considerations, made.Considerations);
        Assert.All(expected.Missing ?? [], name => Assert.Contains(name, made.MissingFacts));
    }

    [Theory]
    [MemberData(nameof(Reviews))]
    public void Review_Vignette_GivesTheAnswerInWriting(string id)
    {
        var vignette = Vignette.OfTheme("reviews").Single(vignette => vignette.Id == id);
        var made = StayReview.Recommend(vignette.Stay!.ToFacts(vignette.Facts.ToFacts()), rules);
        var expected = vignette.Expected;
        Assert.Equal(expected.Outcome, made.Outcome?.ToCode() ?? "open");
        Assert.Equal(expected.Level, made.Level?.ToCode());
        AllAmong(expected.WhyNotLess, made.WhyNotLess);
        AllAmong(expected.WhyNotMore, made.WhyNotMore);
        AlarmsAs(expected.RedFlags, made.RedFlags);
        Assert.All(expected.Missing ?? [], name => Assert.Contains(name, made.MissingFacts));
    }

    private static void AllAmong(IReadOnlyList<ExpectedReason>? expected, IReadOnlyList<PlacementReason> given) => Assert.All(
        expected ?? [],
        reason => Assert.True(
            reason.IsAmong(given),
            $"No reason rests on {string.Join(", ", reason.RestsOn)} ({reason.Because}); given: {Show(given)}"));

    /// <summary>An alarm that was written down is raised, and none is raised where none was written down.</summary>
    private static void AlarmsAs(IReadOnlyList<ExpectedReason>? expected, IReadOnlyList<PlacementReason> given)
    {
        AllAmong(expected, given);
        if (expected is null) Assert.Empty(given);
    }

    private static string Show(IReadOnlyList<PlacementReason> given) =>
        string.Join(" | ", given.Select(reason => $"{reason.RuleId} {string.Join(",", reason.Facts.Select(fact => fact.Name))}"));
}
