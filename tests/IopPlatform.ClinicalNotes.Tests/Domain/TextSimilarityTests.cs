using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class TextSimilarityTests
{
    [Theory]
    [InlineData("a b c d", "a b c d", 1.0)]
    [InlineData("A, b. C! d", "d c b a", 1.0)]
    [InlineData("a b c d e", "a b c d x", 0.8)]
    [InlineData("a a a a", "a b c d", 0.25)]
    [InlineData("a b", "c d", 0.0)]
    [InlineData("", "", 0.0)]
    [InlineData("a", "", 0.0)]
    public void Share_TwoTexts_ShareOfCommonWords(string one, string other, double share)
    {
        Assert.Equal(share, TextSimilarity.Share(one, other), precision: 9);
        Assert.Equal(share, TextSimilarity.Share(other, one), precision: 9);
    }
}
