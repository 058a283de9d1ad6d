namespace IopPlatform.Browser.Tests;

/// <summary>The comparison itself: it must see a planted change and let through what data may do.</summary>
public sealed class PageLayoutTests
{
    private static readonly LaidOut[] Kept =
    [
        new("main", null, "first", 216, 1064),
        new("h1", "main", "first", 240, 816),
        new("section owed-title", "main", "below", 240, 504),
        new("section units-title", "main", "right", 760, 504),
    ];

    [Fact]
    public void Differences_OfTheSame_AreNone() => Assert.Empty(PageLayout.Differences(Kept, Kept));

    [Fact]
    public void Differences_OfAHeadingsWords_AreNone() =>
        Assert.Empty(PageLayout.Differences(Kept, Changed(1, one => one with { Width = 400 })));

    [Fact]
    public void Differences_OfAStep_AreNone() =>
        Assert.Empty(PageLayout.Differences(Kept, [.. Kept.Select(one => one with { X = one.X + PageLayout.Step, Width = one.Width - PageLayout.Step })]));

    [Fact]
    public void Differences_WithoutAPartThatDataBring_AreNone() => Assert.Empty(PageLayout.Differences(Kept, Kept[..3]));

    [Theory]
    [InlineData(0, "'main' is gone")]
    [InlineData(2, "'section owed-title' is gone")]
    public void Differences_WithoutASteadyPart_NameIt(int missing, string expected) =>
        Assert.Equal([expected], PageLayout.Differences(Kept, [.. Kept.Where((_, at) => at != missing)]));

    [Fact]
    public void Differences_OfAnythingElse_AreEachNamed()
    {
        Assert.Equal(["'section new' is new"], PageLayout.Differences(Kept, [.. Kept, new("section new", "main", "below", 240, 504)]));
        Assert.Equal(["'section owed-title' is 752 px wide, not 504"], PageLayout.Differences(Kept, Changed(2, one => one with { Width = 752 })));
        Assert.Equal(["'h1' begins at 256 px, not at 240"], PageLayout.Differences(Kept, Changed(1, one => one with { X = 256 })));
        Assert.Equal(["'section owed-title' is over, not below"], PageLayout.Differences(Kept, Changed(2, one => one with { Place = "over" })));
        Assert.Equal(["'h1' stands in '', not in 'main'"], PageLayout.Differences(Kept, Changed(1, one => one with { In = null })));
        Assert.Equal(["the order of its parts has changed"], PageLayout.Differences(Kept, [Kept[0], Kept[2], Kept[1], Kept[3]]));
    }

    private static LaidOut[] Changed(int at, Func<LaidOut, LaidOut> change) => [.. Kept.Select((one, index) => index == at ? change(one) : one)];
}
