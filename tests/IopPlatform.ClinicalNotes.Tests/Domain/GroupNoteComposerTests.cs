using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class GroupNoteComposerTests
{
    private static readonly SessionFacts Session = new(
        "group",
        new DateTimeOffset(2026, 11, 24, 16, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 11, 24, 19, 0, 0, TimeSpan.Zero),
        "America/Denver",
        "Dana Lee, LCSW",
        8);

    private static readonly SharedPart Shared =
        new("coping with urges", "cognitive behavioral therapy", ["role play", "psychoeducation"]);

    private static readonly IndividualPart Part =
        new("active", "anxious, then calm", "Named two triggers and practiced refusing.", "I can say no.", false);

    private static readonly PatientName Ana = new("Ana", "Rivera", null);

    [Fact]
    public void Compose_AllFacts_ReadsAsANote() => Assert.Equal(
        """
        Group session on Tuesday, November 24, 2026, from 09:00 to 12:00 (America/Denver), led by Dana Lee, LCSW, with 8 participants. The patient attended 170 clinical minutes.

        Topic: Coping with urges. Modality: Cognitive behavioral therapy. Interventions: Role play, psychoeducation.

        The patient took an active part. Affect: Anxious, then calm. Named two triggers and practiced refusing. In the patient's words: “I can say no.”

        The session served this objective of the treatment plan: Use two coping skills a day.

        No safety concern was observed in this session.
        """,
        Compose(Part, "Use two coping skills a day").Text);

    [Fact]
    public void Compose_RiskObserved_SaysThatATaskIsOpen() =>
        Assert.EndsWith("a safety task was opened.", Compose(Part with { RiskObserved = true }).Text);

    [Fact]
    public void Compose_IndividualPart_LeavesOutWhatAllShare()
    {
        var body = Compose(Part, "Use two coping skills a day");
        Assert.Contains("Named two triggers", body.Individual);
        Assert.DoesNotContain("urges", body.Individual);
        Assert.DoesNotContain("minutes", body.Individual);
        Assert.DoesNotContain("objective", body.Individual);
    }

    [Theory]
    [InlineData("Comforted Ben when he wept", "Comforted another group member when he wept.")]
    [InlineData("Agreed with Ben Adams's view", "Agreed with another group member's view.")]
    [InlineData("BEN upset them", "Another group member upset them.")]
    [InlineData("Quoted Adams", "Quoted another group member.")]
    [InlineData("Quoted Jo", "Quoted another group member.")]
    public void Compose_NameOfAnother_IsTakenOut(string response, string sentence)
    {
        var others = new OtherPatients(Ana, [new PatientName("Ben", "Adams", "Jo")], []);
        var body = GroupNoteComposer.Compose(Session, Shared, Part with { Response = response }, 170, null, others);
        Assert.Contains(sentence, body.Text);
        Assert.True(body.NamesRemoved);
    }

    [Theory]
    [InlineData("Spoke of benefits and bending")]
    [InlineData("Ana Rivera said more than last week")]
    [InlineData("Has hope for spring")]
    public void Compose_OrdinaryWordsAndOwnName_Stay(string response)
    {
        var others = new OtherPatients(Ana, [new PatientName("Ben", "Rivera", null), new PatientName("Hope", "Ng", null)], []);
        var body = GroupNoteComposer.Compose(Session, Shared, Part with { Response = response }, 170, null, others);
        Assert.Contains(response, body.Text);
        Assert.False(body.NamesRemoved);
    }

    [Fact]
    public void Compose_NameInTheSharedPart_IsTakenOutToo()
    {
        var others = new OtherPatients(Ana, [new PatientName("Ben", "Adams", null)], []);
        var body = GroupNoteComposer.Compose(Session, Shared with { Topic = "Ben's relapse" }, Part, 170, null, others);
        Assert.DoesNotContain("Ben", body.Text);
        Assert.Contains("Another group member's relapse.", body.Text);
    }

    [Fact]
    public void Compose_WordsOfAnother_AreTakenOut()
    {
        var others = new OtherPatients(Ana, [], ["my father drank every day"]);
        var body = GroupNoteComposer.Compose(
            Session, Shared, Part with { Response = "Was moved by “My father drank  every day”" }, 170, null, others);
        Assert.DoesNotContain("father", body.Text);
    }

    [Fact]
    public void Compose_LineBreaks_KeepTheParagraphs()
    {
        var body = Compose(Part with { Response = "First.\n\nSecond.\r\n" });
        Assert.Contains("First. Second.", body.Text);
        Assert.Equal(4, body.Text.Split("\n\n").Length);
    }

    private static NoteBody Compose(IndividualPart part, string? objective = null) =>
        GroupNoteComposer.Compose(Session, Shared, part, 170, objective, new OtherPatients(Ana, [], []));
}
