using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Plans;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public sealed class PlanProposalTests
{
    private static readonly DateOnly today = new(2026, 3, 4);

    private static readonly PlanFacts nothing = new() { AsOf = today, AgeGroup = AgeGroup.Adult };

    /// <summary>Diagnoses, scores (instrument=value) and risk of a patient, and the problems that follow.</summary>
    [Theory]
    [InlineData("", "", null, "")]
    [InlineData("F33.1", "", "none", "depression")]
    [InlineData("f331", "", "none", "depression")]
    [InlineData("F31.0", "", "none", "")]
    [InlineData("", "phq-9=10", "none", "depression")]
    [InlineData("", "phq-9=9", "none", "")]
    [InlineData("", "who-5=28", "none", "depression")]
    [InlineData("F41.1", "phq-9=14 gad-7=15", "none", "depression anxiety")]
    [InlineData("F43.10", "pcl-5=30", "low", "trauma")]
    [InlineData("", "pcl-5=31", "low", "trauma")]
    [InlineData("F10.20", "audit=22", "none", "alcohol-use")]
    [InlineData("F11.20 F32.2", "", "none", "depression drug-use")]
    [InlineData("F17.210", "", "none", "")]
    [InlineData("", "dast-10=3", "none", "drug-use")]
    [InlineData("F50.2", "", "none", "eating")]
    [InlineData("", "scoff=2", "none", "eating")]
    [InlineData("G47.00", "isi=14", "none", "sleep")]
    [InlineData("F60.3", "", "moderate", "suicide-risk emotion-regulation")]
    [InlineData("", "", "high", "suicide-risk")]
    [InlineData("", "", "indeterminate", "suicide-risk")]
    [InlineData("", "", "low", "")]
    [InlineData("Z63.0", "", "none", "family-relations")]
    public void From_Facts_Problems(string diagnoses, string scores, string? risk, string problems)
    {
        var proposal = PlanProposal.From(Facts(diagnoses, scores, risk), PlanLibrary.Current);
        Assert.Equal(problems, string.Join(" ", proposal.Problems.Select(problem => problem.Block.Code)));
        Assert.Equal(risk is "moderate" or "high" or "indeterminate", proposal.NeedsSafetyPlan);
        Assert.Equal(problems.Contains("-use", StringComparison.Ordinal), proposal.NeedsRelapsePreventionPlan);
    }

    [Fact]
    public void From_Depression_ReasonsBaselineTargetAndInterventions()
    {
        var proposal = PlanProposal.From(Facts("F33.1", "phq-9=18", "none"), PlanLibrary.Current);
        var problem = Assert.Single(proposal.Problems);
        Assert.Equal([new("diagnosis", "F33.1"), new("phq-9", "18 on 2026-03-01")], problem.Reasons);
        var objective = problem.Goals[0].Objectives[0];
        Assert.Equal((18m, new DateOnly(2026, 3, 1), 9m), (objective.Baseline, objective.BaselineOn, objective.Target));
        Assert.Equal(
            "cbt-mood mindfulness-practice psychoeducation-mood relapse-prevention-mood",
            string.Join(" ", proposal.Interventions.Select(one => one.Block.Code)));
        Assert.Equal("art-group music-group", string.Join(" ", proposal.Choices.Select(one => one.Block.Code)));
        Assert.Equal(["who-5"], proposal.Missing);
    }

    [Fact]
    public void From_Adolescent_FamilyWorkWithAnyProblem()
    {
        var facts = Facts("F33.1", "", "none");
        Assert.DoesNotContain(PlanProposal.From(facts, PlanLibrary.Current).Interventions, one => one.Block.Modality == Modality.FamilyWork);
        var adolescent = PlanProposal.From(facts with { AgeGroup = AgeGroup.Adolescent }, PlanLibrary.Current);
        Assert.Contains(adolescent.Interventions, one => one.Block.Modality == Modality.FamilyWork);
        Assert.Empty(PlanProposal.From(nothing with { AgeGroup = AgeGroup.Adolescent }, PlanLibrary.Current).Interventions);
    }

    /// <summary>A score counts for 30 days; the latest one counts, and one that could not be scored hides an older one.</summary>
    [Fact]
    public void From_OldFutureAndUnscorableScores_DoNotCount()
    {
        Assert.True(IsProposed(new PlanScore("phq-9", 20, today.AddDays(-30))));
        Assert.False(IsProposed(new PlanScore("phq-9", 20, today.AddDays(-31))));
        Assert.False(IsProposed(new PlanScore("phq-9", 20, today.AddDays(1))));
        Assert.False(IsProposed(new("phq-9", 20, today.AddDays(-9)), new("phq-9", 4, today.AddDays(-2))));
        Assert.False(IsProposed(new("phq-9", 20, today.AddDays(-9)), new("phq-9", null, today.AddDays(-2))));

        static bool IsProposed(params PlanScore[] scores) =>
            PlanProposal.From(nothing with { Scores = scores }, PlanLibrary.Current).Problems.Count > 0;
    }

    [Fact]
    public void From_NothingKnown_SaysWhatIsMissing()
    {
        var proposal = PlanProposal.From(nothing, PlanLibrary.Current);
        Assert.Equal(["c-ssrs-screener", "diagnosis"], proposal.Missing);
        Assert.Empty(proposal.Blocks);
    }

    [Property(Arbitrary = [typeof(AnyPlanFacts)], MaxTest = 500)]
    public bool From_AnyFacts_EveryProblemHasReasonsInterventionsAndMeasures(PlanFacts facts)
    {
        var proposal = PlanProposal.From(facts, PlanLibrary.Current);
        return proposal.Problems.All(problem => problem.Reasons.Count > 0
                && problem.Goals.All(goal => goal.Objectives.Count > 0)
                && proposal.Interventions.Any(one => one.Problems.Contains(problem.Block.Code)))
            && proposal.Blocks.Distinct().Count() == proposal.Blocks.Count();
    }

    [Property(Arbitrary = [typeof(AnyPlanFacts)], MaxTest = 500)]
    public bool From_OrderOfFacts_HasNoEffect(PlanFacts facts)
    {
        var other = facts with { Scores = [.. facts.Scores.Reverse()], Diagnoses = [.. facts.Diagnoses.Reverse()] };
        return Text(facts) == Text(other);

        static string Text(PlanFacts facts)
        {
            var proposal = PlanProposal.From(facts, PlanLibrary.Current);
            return string.Join(" ", proposal.Blocks
                .Concat(proposal.Missing)
                .Concat(proposal.Problems.SelectMany(problem => problem.Reasons).Select(reason => $"{reason}"))
                .Concat(proposal.Problems.SelectMany(problem => problem.Goals).SelectMany(goal => goal.Objectives).Select(one => $"{one.Target}")));
        }
    }

    /// <summary>The proposal's own blocks, copied as they are without a clinician's and the patient's part, make no plan.</summary>
    [Property(Arbitrary = [typeof(AnyPlanFacts)], MaxTest = 500)]
    public bool Write_ProposalCopied_IsNoPlan(PlanFacts facts)
    {
        var proposal = PlanProposal.From(facts, PlanLibrary.Current);
        return TreatmentPlan.Write(Copied(proposal), proposal, Guid.CreateVersion7(), today) is PlanIncomplete;
    }

    private static PlanDraft Copied(PlanProposal proposal) => new()
    {
        Problems =
        [
            .. proposal.Problems.Select(problem => new PlanProblem(problem.Block.Statement, null,
            [
                .. problem.Goals.Select(goal => new PlanGoal(goal.Block.Text, "",
                [
                    .. goal.Objectives.Select(one => new PlanObjective(
                        one.Block.Text, one.Block.Instrument, one.Block.Scale, one.Baseline, one.Target, null, null, one.Block.Code)),
                ], goal.Block.Code)),
            ], problem.Block.Code)),
        ],
        Interventions =
        [
            .. proposal.Interventions.Select(one => new PlanIntervention(one.Block.Modality, one.Block.Text, 0, 0, Guid.Empty, one.Block.Code)),
        ],
    };

    private static PlanFacts Facts(string diagnoses, string scores, string? risk) => nothing with
    {
        Diagnoses = diagnoses.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Scores =
        [
            .. scores.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => text.Split('='))
                .Select(parts => new PlanScore(parts[0], int.Parse(parts[1]), new(2026, 3, 1))),
        ],
        Risk = SafetyLevels.FromCode(risk),
    };
}

public static class AnyPlanFacts
{
    private static readonly string[] codes =
        ["F33.1", "F32.2", "F41.1", "F43.10", "F10.20", "F11.20", "F50.2", "F51.01", "F60.3", "Z63.0", "F20.9", "R45.851"];

    public static Arbitrary<PlanFacts> Any() => (
        from diagnoses in Gen.Elements(codes).ArrayOf(3)
        from count in Gen.Choose(0, 3)
        from scores in Score().ArrayOf(5)
        from risk in Gen.Elements<SafetyLevel?>(null, SafetyLevel.None, SafetyLevel.Low, SafetyLevel.Moderate, SafetyLevel.High, SafetyLevel.Indeterminate)
        from adolescent in Gen.Elements(true, false)
        select new PlanFacts
        {
            AsOf = new(2026, 3, 4),
            AgeGroup = adolescent ? AgeGroup.Adolescent : AgeGroup.Adult,
            Diagnoses = diagnoses[..count],
            Scores = scores,
            Risk = risk,
        }).ToArbitrary();

    private static Gen<PlanScore> Score() =>
        from instrument in Gen.Elements<string>([.. PlanLibrary.Current.Instruments.Order(StringComparer.Ordinal)])
        from value in Gen.Choose(-1, 60)
        from days in Gen.Choose(-2, 40)
        from scale in Gen.Elements<string?>(null, null, "use")
        select new PlanScore(instrument, value < 0 ? null : value, new DateOnly(2026, 3, 4).AddDays(-days), scale);
}
