using IopPlatform.Web.Features.Groups;
using IopPlatform.Web.Gateway;

namespace IopPlatform.Web.Tests.Features.Groups;

/// <summary>Whom a draft is about, what is missing for them, and where the service's refusal is shown.</summary>
public sealed class GroupNoteCheckTests
{
    private static readonly EnglishWords Words = new();
    private static readonly RosterRow Ana = Row("Ana Rivera");
    private static readonly RosterRow Ben = Row("Ben Cole");

    [Fact]
    public void Check_PeopleLeftOpen_AreNoErrorAndGetNoNote()
    {
        var draft = Shared();
        Complete(draft.Of(Ana.EpisodeId));
        var (ready, errors) = GroupNoteCheck.Check(draft, [Ana, Ben], Words);
        Assert.Equal([Ana.EpisodeId], ready);
        Assert.Empty(errors);
    }

    [Fact]
    public void Check_AnObjectiveAlone_IsNoBeginning()
    {
        var draft = Shared();
        draft.Of(Ben.EpisodeId).ObjectiveId = Guid.CreateVersion7();
        Assert.False(draft.HasWords);
        Assert.Equal([GroupNoteCheck.Nobody], GroupNoteCheck.Check(draft, [Ana, Ben], Words).Errors.Keys);
    }

    [Fact]
    public void Check_HalfOfAPerson_NamesEachMissingFieldWithTheirName()
    {
        var draft = Shared();
        Complete(draft.Of(Ana.EpisodeId));
        draft.Of(Ben.EpisodeId).Participation = "active";
        var (ready, errors) = GroupNoteCheck.Check(draft, [Ana, Ben], Words);
        Assert.Equal([Ana.EpisodeId], ready);
        Assert.Equal(
            new[] { "affect", "response", "risk" }.Select(part => GroupNoteCheck.Field(Ben.EpisodeId, part)), errors.Keys.Order());
        Assert.All(errors.Values, text => Assert.StartsWith("Ben Cole: ", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_NothingAtAll_NamesTheSharedFieldsAndThatNobodyIsWrittenAbout() => Assert.Equal(
        [GroupNoteCheck.Interventions, GroupNoteCheck.Modality, GroupNoteCheck.Nobody, GroupNoteCheck.Topic],
        GroupNoteCheck.Check(new GroupNoteDraft { Interventions = " , " }, [Ana], Words).Errors.Keys.Order());

    [Fact]
    public void FromService_WrongEntryAndSharedField_StandAtTheirFields()
    {
        var refusal = new ApiException(Trouble.Refused, fields: new Dictionary<string, string[]>
        {
            ["entries[1].objectiveId"] = ["No plan of this patient has such an objective."],
            ["shared.topic"] = ["Too long."],
            ["entries[7].affect"] = ["Of nobody here."],
        });
        var errors = GroupNoteCheck.FromService(refusal, [Ana.EpisodeId, Ben.EpisodeId], [Ana, Ben], Words);
        Assert.Equal("Ben Cole: No plan of this patient has such an objective.", errors[GroupNoteCheck.Field(Ben.EpisodeId, "objective")]);
        Assert.Equal("Too long.", errors[GroupNoteCheck.Topic]);
        Assert.Equal("Of nobody here.", errors[GroupNoteCheck.Nobody]);
    }

    [Theory]
    [InlineData("attendance-not-recorded", "entries[0].episodeId", "The attendance has not reached the chart yet.")]
    [InlineData("chart-not-open", "entries[0].episodeId", "The admission has not reached the chart yet.")]
    public void FromService_TooEarly_SaysSoAtThePerson(string rule, string field, string begins)
    {
        var refusal = new ApiException(Trouble.Refused, "Detail.", new Dictionary<string, string[]> { [field] = ["Detail."] }, rule: rule);
        var errors = GroupNoteCheck.FromService(refusal, [Ana.EpisodeId], [Ana], Words);
        Assert.StartsWith($"Ana Rivera: {begins}", errors[GroupNoteCheck.Field(Ana.EpisodeId, "person")], StringComparison.Ordinal);
    }

    [Fact]
    public void FromService_WithoutAField_ShowsTheDetail() => Assert.Equal(
        "Only its author signs.", GroupNoteCheck.FromService(new ApiException(Trouble.Refused, "Only its author signs."), [], [Ana], Words)[GroupNoteCheck.Nobody]);

    [Fact]
    public void Drafts_OfOneWindow_KeepWhatWasTypedAndForgetEmptyOnes()
    {
        var drafts = new GroupNoteDrafts();
        var session = Guid.CreateVersion7();
        drafts.Of(session).Of(Ana.EpisodeId).Response = "Spoke.";
        for (var count = 0; count < 50; count++) drafts.Of(Guid.CreateVersion7());
        Assert.Equal("Spoke.", drafts.Of(session).Of(Ana.EpisodeId).Response);
    }

    private static GroupNoteDraft Shared() => new() { Topic = "Urges", Modality = "Skills training", Interventions = "Teaching" };

    private static void Complete(PersonDraft person) =>
        (person.Participation, person.Affect, person.Response, person.Risk) = ("active", "Calm", "Spoke.", PersonDraft.NoConcern);

    private static RosterRow Row(string name) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), name, "attended", null, null, 60);
}
