using IopPlatform.Web.Features.Groups;

namespace IopPlatform.Web.Tests.Features.Groups;

public sealed class PhrasesTests
{
    [Theory]
    [InlineData("", "Named a next step.")]
    [InlineData("Came late.", "Came late. Named a next step.")]
    [InlineData("Came late.\n", "Came late.\nNamed a next step.")]
    [InlineData("Named a next step.", "")]
    [InlineData("Came late. Named a next step. Left early.", "Came late. Left early.")]
    [InlineData("Named a next step. Left early.", "Left early.")]
    public void ToggleSentence_OnceMore_TouchesNoOtherWord(string before, string after) =>
        Assert.Equal(after, Phrases.ToggleSentence(before, "Named a next step."));

    [Theory]
    [InlineData("", "Teaching")]
    [InlineData("Role play", "Role play, Teaching")]
    [InlineData("role play, teaching", "role play")]
    [InlineData(" Teaching ,", "")]
    public void TogglePart_OnceMore_TouchesNoOtherPart(string before, string after) => Assert.Equal(after, Phrases.TogglePart(before, "Teaching"));

    [Theory]
    [InlineData("Practiced the skill.", "practiced  the skill", true)]
    [InlineData("Practiced the skill.", "Practiced the skill twice.", false)]
    public void AreSame_ButForMarksAndCase_IsTrue(string one, string other, bool same) => Assert.Equal(same, Phrases.AreSame(one, other));

    [Theory]
    [InlineData("skills", "Skills training")]
    [InlineData("something-new", "")]
    public void ModalityOf_ByKind_IsTheUsualOneOrNone(string kind, string modality) => Assert.Equal(modality, Phrases.ModalityOf(kind));
}
