using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local.Console;

public sealed class HtmlTests
{
    [Fact]
    public void Of_TextIsPutIn_IsEncodedAndMarkupIsNot()
    {
        var inner = Html.Of($"<b>{"<script>"}</b>");

        Assert.Equal("<p title=\"&quot;&amp;\"><b>&lt;script&gt;</b>1.5</p>", Html.Of($"<p title=\"{"\"&"}\">{inner}{1.5}</p>").Text);
    }
}
