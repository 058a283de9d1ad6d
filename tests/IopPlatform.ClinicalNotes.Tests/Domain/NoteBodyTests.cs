using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class NoteBodyTests
{
    private static readonly NoteBody Composed = new("Session.\n\nTopic.\n\nTook part.\n\nObjective.", "Took part.", false);

    [Fact]
    public void Edited_ChangedParagraph_BecomesTheIndividualPart()
    {
        var edited = Composed.Edited("Session.\r\n\r\nTopic.\r\n\r\nSpoke at length.\r\n\r\nObjective.\r\n");
        Assert.Equal("Session.\n\nTopic.\n\nSpoke at length.\n\nObjective.", edited.Text);
        Assert.Equal("Spoke at length.", edited.Individual);
    }

    [Fact]
    public void Edited_Twice_StillKnowsTheFrame() => Assert.Equal(
        "Left early.",
        Composed.Edited("Session.\n\nTopic.\n\nSpoke at length.").Edited("Session.\n\nTopic.\n\nLeft early.").Individual);
}
