using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.ServiceDefaults.Tests;

public sealed class CursorTests
{
    [Fact]
    public void TryParse_OwnText_GivesTheSameCursor()
    {
        var cursor = new Cursor("2026-11-24T10:00:00Z", Guid.CreateVersion7());
        Assert.True(Cursor.TryParse(cursor.ToString(), out var parsed));
        Assert.Equal(cursor, parsed);
    }

    [Theory]
    [InlineData("no cursor!")]
    [InlineData("YWJj")]
    [InlineData("AAAA____")]
    public void TryParse_ForeignText_IsRefused(string text) => Assert.False(Cursor.TryParse(text, out _));

    [Fact]
    public void TryParse_Nothing_IsTheFirstPage()
    {
        Assert.True(Cursor.TryParse(null, out var cursor));
        Assert.Null(cursor);
    }

    [Theory]
    [InlineData(null, Cursor.DefaultLimit)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(7, 7)]
    [InlineData(100_000, Cursor.LimitMax)]
    public void Limit_Asked_StaysInBounds(int? asked, int expected) => Assert.Equal(expected, Cursor.Limit(asked));

    [Fact]
    public void Cut_OneRowMoreThanTheLimit_PointsAtTheLastShown()
    {
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        var page = Cursor.Cut(ids, 2, id => new Cursor("k", id));
        Assert.Equal(ids[..2], page.Items);
        Assert.True(Cursor.TryParse(page.Next, out var next));
        Assert.Equal(ids[1], next!.Id);
        Assert.Null(Cursor.Cut(ids, 3, id => new Cursor("k", id)).Next);
    }
}
