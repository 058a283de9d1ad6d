using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Panic on the BUS, panic again", "again bus panic")]
    [InlineData("José felt naïve", "felt jose naive")]
    [InlineData("Jose\u0301 felt", "felt jose")]
    [InlineData("it is so", "")]
    [InlineData("The and for", "")]
    [InlineData("  \n\t… — ", "")]
    [InlineData("self-harm/urges", "harm self urges")]
    public void In_Text_GivesEachWordOnceInOneForm(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchWords.In(text).Order(StringComparer.Ordinal)));

    [Fact]
    public void In_VeryLongRun_IsNoWord() => Assert.Equal(["short"], SearchWords.In(new string('x', 1000) + " short"));

    [Fact]
    public void Under_SameKey_GivesTheSameTokensAndUnderAnotherNone()
    {
        var (mine, other) = (Key(), Key());
        var tokens = Tokens("panic bus", mine);

        Assert.Equal(Tokens("Panic! BUS.", mine), tokens);
        Assert.Equal(tokens, Tokens("panic bus", mine with { Id = Guid.CreateVersion7() }));
        Assert.Empty(tokens.Intersect(Tokens("panic bus", other)));
    }

    private static IEnumerable<string> Tokens(string text, DataKey key) =>
        [.. ((byte[][])SearchableText.Of(text).Under(key)).Select(Convert.ToHexString).Order(StringComparer.Ordinal)];

    private static DataKey Key() => DataKey.New(Guid.CreateVersion7(), Guid.CreateVersion7(), KeyPurpose.Search, 1);
}
