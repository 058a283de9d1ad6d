using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class NoteLifecycleTests
{
    private static readonly NoteActor[] Actors =
        [NoteActor.Author, NoteActor.AuthorWhoIsDirector, NoteActor.OtherTherapist, NoteActor.OtherDirector, NoteActor.Outsider];

    /// <summary>Every state and action, with what comes of it for each actor in the order above; a state, or the rule that refuses.</summary>
    private static readonly (NoteState State, NoteAction Action, bool NeedsCosign, string[] Outcomes)[] Table =
    [
        (NoteState.Draft, NoteAction.Edit, false, ["draft", "draft", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Sign, false, ["signed", "signed", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Sign, true, ["awaiting-cosign", "awaiting-cosign", "not-the-author", "not-the-author", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Cosign, true, ["note-not-signed", "note-not-signed", "note-not-signed", "note-not-signed", "not-a-clinician"]),
        (NoteState.Draft, NoteAction.Append, false, ["note-not-signed", "note-not-signed", "note-not-signed", "note-not-signed", "not-a-clinician"]),

        (NoteState.AwaitingCosign, NoteAction.Edit, true, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.AwaitingCosign, NoteAction.Sign, true, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.AwaitingCosign, NoteAction.Cosign, true, ["cosigner-not-a-director", "cosigner-is-author", "cosigner-not-a-director", "cosigned", "not-a-clinician"]),
        (NoteState.AwaitingCosign, NoteAction.Append, true, ["awaiting-cosign", "awaiting-cosign", "awaiting-cosign", "awaiting-cosign", "not-a-clinician"]),

        (NoteState.Signed, NoteAction.Edit, false, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.Signed, NoteAction.Sign, false, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.Signed, NoteAction.Cosign, false, ["cosign-not-needed", "cosign-not-needed", "cosign-not-needed", "cosign-not-needed", "not-a-clinician"]),
        (NoteState.Signed, NoteAction.Append, false, ["signed", "signed", "signed", "signed", "not-a-clinician"]),

        (NoteState.Cosigned, NoteAction.Edit, true, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.Cosigned, NoteAction.Sign, true, ["note-signed", "note-signed", "note-signed", "note-signed", "not-a-clinician"]),
        (NoteState.Cosigned, NoteAction.Cosign, true, ["note-cosigned", "note-cosigned", "note-cosigned", "note-cosigned", "not-a-clinician"]),
        (NoteState.Cosigned, NoteAction.Append, true, ["cosigned", "cosigned", "cosigned", "cosigned", "not-a-clinician"]),
    ];

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
