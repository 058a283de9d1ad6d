using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Plans;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>A depressed patient with a moderate suicide risk; a complete draft, and what is missing when one thing is taken out.</summary>
public sealed class TreatmentPlanTests
{
    private static readonly DateOnly today = new(2026, 3, 4);
    private static readonly Guid clinician = Guid.CreateVersion7();

    private static readonly PlanProposal proposal = PlanProposal.From(
        new()
        {
            AsOf = today,
            AgeGroup = AgeGroup.Adult,
            Diagnoses = ["F33.1"],
            Scores = [new("phq-9", 18, today), new("who-5", 24, today)],
            Risk = SafetyLevel.Moderate,
        },
        PlanLibrary.Current);

    private static readonly PlanDraft complete = new()
    {
        Problems = [.. proposal.Problems.Select(Problem)],
        Interventions =
        [
            .. proposal.Interventions.Skip(1).Select(one =>
                new PlanIntervention(one.Block.Modality, one.Block.Text, 3, 60, clinician, one.Block.Code)),
        ],
        Dropped = [new(proposal.Interventions[0].Block.Code, "Made in the emergency department on March 3; it is gone through weekly.")],
        SafetyPlanOn = new(2026, 3, 3),
    };

    public static TheoryData<string> Cases => [.. cases.Keys];

    private static readonly Dictionary<string, PlanDraft> cases = new()
    {
        ["problems"] = complete with { Problems = [], Dropped = DroppedToo(complete.Problems) },
        ["problems[1].text"] = With(problem => problem with { Text = " " }),
        ["problems[1].goals"] = With(problem => problem with { Goals = [] }, DroppedToo([complete.Problems[1]])),
        ["problems[1].goals[0].text"] = WithGoal(goal => goal with { Text = "" }),
        ["problems[1].goals[0].patientWords"] = WithGoal(goal => goal with { PatientWords = "" }),
        ["problems[1].goals[0].objectives"] = WithGoal(goal => goal with { Objectives = [] }, DroppedToo([complete.Problems[1]])),
        ["problems[1].goals[0].objectives[0].text"] = WithObjective(objective => objective with { Text = "" }),
        ["problems[1].goals[0].objectives[0].target"] = WithObjective(objective => objective with { Target = null }),
        ["problems[1].goals[0].objectives[0].targetOn"] = WithObjective(objective => objective with { TargetOn = today }),
        ["problems[1].goals[0].objectives[0].otherMeasure"] = WithObjective(objective => objective with { Instrument = null }),
        ["interventions"] = complete with
        {
            Interventions = [],
            Dropped = [.. proposal.Interventions.Select(one => new DroppedBlock(one.Block.Code, "The patient declines."))],
        },
        ["interventions[0].text"] = WithIntervention(one => one with { Text = "" }),
        ["interventions[0].timesAWeek"] = WithIntervention(one => one with { TimesAWeek = 0 }),
        ["interventions[0].minutesEach"] = WithIntervention(one => one with { MinutesEach = 0 }),
        ["interventions[0].responsibleId"] = WithIntervention(one => one with { ResponsibleId = Guid.Empty }),
        ["dropped[0].reason"] = complete with { Dropped = [complete.Dropped[0] with { Reason = "" }] },
        ["blocks[safety-planning]"] = complete with { Dropped = [] },
        ["blocks[depression-response]"] = WithObjective(objective => objective with { Block = null }),
        ["safetyPlanOn"] = complete with { SafetyPlanOn = null },
    };

    [Fact]
    public void Write_CompleteDraft_IsAPlanOfTheClinician()
    {
        var written = Assert.IsType<PlanWritten>(TreatmentPlan.Write(complete, proposal, clinician, today)).Plan;
        Assert.Equal((clinician, today, PlanLibrary.Current.Version), (written.WrittenBy, written.WrittenOn, written.LibraryVersion));
        Assert.Same(complete, written.Content);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_OneThingMissing_NamesIt(string where)
    {
        var incomplete = Assert.IsType<PlanIncomplete>(TreatmentPlan.Write(cases[where], proposal, clinician, today));
        Assert.Equal([where], incomplete.Gaps.Select(gap => gap.Where));
    }

    [Fact]
    public void Write_EmptyDraft_NamesEverythingAtOnce()
    {
        var incomplete = Assert.IsType<PlanIncomplete>(TreatmentPlan.Write(new(), proposal, Guid.Empty, today));
        Assert.Equal(["clinician", "problems", "interventions"], incomplete.Gaps.Take(3).Select(gap => gap.Where));
        Assert.Equal(proposal.Blocks.Count() + 4, incomplete.Gaps.Count);
    }

    [Fact]
    public void Write_WithoutAProposal_TheDraftAloneCounts()
    {
        var draft = complete with { Dropped = [], SafetyPlanOn = null };
        Assert.Null(Assert.IsType<PlanWritten>(TreatmentPlan.Write(draft, null, clinician, today)).Plan.LibraryVersion);
    }

    [Fact]
    public void Write_ObjectiveWithAMeasureOfItsOwn_IsMeasurable()
    {
        var draft = WithObjective(objective => objective with { Instrument = null, Target = null, OtherMeasure = "Walks on 5 days a week." });
        Assert.IsType<PlanWritten>(TreatmentPlan.Write(draft, proposal, clinician, today));
    }

    private static PlanProblem Problem(ProposedProblem problem) => new(
        problem.Block.Statement,
        null,
        [
            .. problem.Goals.Select(goal => new PlanGoal(goal.Block.Text, "I want to play with my daughter again.",
            [
                .. goal.Objectives.Select(one => new PlanObjective(
                    one.Block.Text, one.Block.Instrument, one.Block.Scale, one.Baseline, one.Target, null,
                    today.AddDays(7 * one.Block.Weeks), one.Block.Code)),
            ], goal.Block.Code)),
        ],
        problem.Block.Code);

    private static PlanDraft With(Func<PlanProblem, PlanProblem> change, IReadOnlyList<DroppedBlock>? dropped = null) => complete with
    {
        Problems = [complete.Problems[0], change(complete.Problems[1])],
        Dropped = dropped ?? complete.Dropped,
    };

    private static PlanDraft WithGoal(Func<PlanGoal, PlanGoal> change, IReadOnlyList<DroppedBlock>? dropped = null) =>
        With(problem => problem with { Goals = [change(problem.Goals[0])] }, dropped);

    private static PlanDraft WithObjective(Func<PlanObjective, PlanObjective> change) =>
        WithGoal(goal => goal with { Objectives = [change(goal.Objectives[0]), .. goal.Objectives.Skip(1)] });

    private static PlanDraft WithIntervention(Func<PlanIntervention, PlanIntervention> change) =>
        complete with { Interventions = [change(complete.Interventions[0]), .. complete.Interventions.Skip(1)] };

    private static IReadOnlyList<DroppedBlock> DroppedToo(IReadOnlyList<PlanProblem> problems) =>
    [
        .. complete.Dropped,
        .. problems
            .SelectMany(problem => problem.Goals
                .SelectMany(goal => goal.Objectives.Select(objective => objective.Block).Prepend(goal.Block))
                .Prepend(problem.Block))
            .Select(block => new DroppedBlock(block!, "Later.")),
    ];
}
