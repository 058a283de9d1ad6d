using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class NoteLifecycleTests
{
    private static readonly NoteActor[] Actors =
    [
        NoteActor.Author, NoteActor.AuthorWhoIsDirector, NoteActor.OtherTherapist, NoteActor.OtherDirector,
        NoteActor.Outsider,
    ];

    /// <summary>What comes of every action in every state for the actors as above: a state, or the rule that refuses.</summary>
    private static readonly (NoteState State, NoteAction Action, bool NeedsCosign, string[] Outcomes)[] Table =
    [
        (NoteState.Draft, NoteAction.Edit, false,
            ["draft", "draft", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Sign, false,
            ["signed", "signed", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Sign, true,
            ["awaiting-cosign", "awaiting-cosign", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Cosign, true, Clinicians("note-not-signed")),
        (NoteState.Draft, NoteAction.Append, false, Clinicians("note-not-signed")),

        (NoteState.AwaitingCosign, NoteAction.Edit, true, Clinicians("note-signed")),
        (NoteState.AwaitingCosign, NoteAction.Sign, true, Clinicians("note-signed")),
        (NoteState.AwaitingCosign, NoteAction.Cosign, true,
            ["cosigner-not-a-director", "cosigner-is-author", "cosigner-not-a-director", "cosigned", "not-a-clinician"]),
        (NoteState.AwaitingCosign, NoteAction.Append, true, Clinicians("awaiting-cosign")),

        (NoteState.Signed, NoteAction.Edit, false, Clinicians("note-signed")),
        (NoteState.Signed, NoteAction.Sign, false, Clinicians("note-signed")),
        (NoteState.Signed, NoteAction.Cosign, false, Clinicians("cosign-not-needed")),
        (NoteState.Signed, NoteAction.Append, false, Clinicians("signed")),

        (NoteState.Cosigned, NoteAction.Edit, true, Clinicians("note-signed")),
        (NoteState.Cosigned, NoteAction.Sign, true, Clinicians("note-signed")),
        (NoteState.Cosigned, NoteAction.Cosign, true, Clinicians("note-cosigned")),
        (NoteState.Cosigned, NoteAction.Append, true, Clinicians("cosigned")),
    ];

    private static string[] Clinicians(string outcome) => [outcome, outcome, outcome, outcome, "not-a-clinician"];

    public static TheoryData<NoteState, NoteAction, NoteActor, bool, string> Cases()
    {
        var cases = new TheoryData<NoteState, NoteAction, NoteActor, bool, string>();
        foreach (var (state, action, needsCosign, outcomes) in Table)
        {
            for (var actor = 0; actor < Actors.Length; actor++)
            {
                cases.Add(state, action, Actors[actor], needsCosign, outcomes[actor]);
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Decide_StateActionActor_Outcome(
        NoteState state, NoteAction action, NoteActor actor, bool needsCosign, string outcome) =>
        Assert.Equal(outcome, Outcome(NoteLifecycle.Decide(state, action, actor, needsCosign)));

    [Fact]
    public void Table_LeavesNothingOut() => Assert.Equal(
        Enum.GetValues<NoteState>().SelectMany(state => Enum.GetValues<NoteAction>().Select(action => (state, action))),
        Table.Select(row => (row.State, row.Action)).Distinct());

    [Theory]
    [InlineData(24 * 60, false)]
    [InlineData((24 * 60) + 1, true)]
    [InlineData(-30, false)]
    public void IsLateEntry_MinutesAfterTheEnd_MoreThanADay(int minutes, bool late)
    {
        var end = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(late, NoteLifecycle.IsLateEntry(end, end.AddMinutes(minutes)));
    }

    [Fact]
    public void FromCode_EveryState_ReadsWhatToCodeWrote() => Assert.All(
        Enum.GetValues<NoteState>(), state => Assert.Equal(state, NoteStates.FromCode(state.ToCode())));

    private static string Outcome(NoteDecision decision) => decision switch
    {
        NoteDecision.Allowed allowed => allowed.Next.ToCode(),
        NoteDecision.Refused refused => refused.Rule,
        _ => throw new InvalidOperationException("A decision is either allowed or refused."),
    };
}
