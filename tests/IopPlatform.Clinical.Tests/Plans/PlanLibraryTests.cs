using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.Clinical.Plans;

namespace IopPlatform.Clinical.Tests;

public sealed class PlanLibraryTests
{
    private static readonly PlanLibrary library = PlanLibrary.Current;

    public static TheoryData<Modality> Modalities => [.. Enum.GetValues<Modality>()];

    [Theory]
    [MemberData(nameof(Modalities))]
    public void Interventions_EveryModality_TreatsAProblemAndIsMeasured(Modality modality)
    {
        var blocks = library.Interventions.Where(block => block.Modality == modality).ToArray();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            Assert.NotEmpty(block.Problems);
            Assert.All(block.Problems, code => Assert.NotNull(library.Problem(code)));
            Assert.NotEmpty(block.Instruments);
            Assert.All(block.Instruments, code => Assert.Contains(code, library.Instruments));
        });
        Assert.Equal(modality, Clinical.Plans.Modalities.FromCode(modality.ToCode()));
    }

    [Fact]
    public void Instruments_All_AreThoseOfTheCatalog() => Assert.Equal(
        "audit audit-c bam bam-iop bam-r c-ssrs-screener dast-10 ede-q gad-7 isi pcl-5 phq-9 scoff session-rating weekly-check-in who-5",
        string.Join(" ", library.Instruments.Order(StringComparer.Ordinal)));

    [Fact]
    public void Problems_All_HaveGoalsThatAScoreCanTell() => Assert.All(library.Problems, problem =>
    {
        Assert.NotEmpty(problem.Goals);
        Assert.All(problem.Goals.SelectMany(goal => goal.Objectives), objective =>
        {
            Assert.Contains(objective.Instrument, problem.Instruments);
            Assert.True(objective.Weeks > 0 && objective.Source.Length > 0);
        });
    });

    [Fact]
    public void Find_StoredVersion_IsTheSame() => Assert.Same(library, PlanLibrary.Find(library.Version));

    /// <summary>Response of the PHQ-9: half or less; WHO-5 ends at 100; nothing falls below 0.</summary>
    [Theory]
    [InlineData(TargetKind.FallByPercent, 50, null, 18, 9)]
    [InlineData(TargetKind.FallByPercent, 50, null, 15, 7.5)]
    [InlineData(TargetKind.FallBy, 10, null, 45, 35)]
    [InlineData(TargetKind.FallBy, 4, null, 3, 0)]
    [InlineData(TargetKind.RiseBy, 10, 100, 28, 38)]
    [InlineData(TargetKind.RiseBy, 10, 100, 96, 100)]
    [InlineData(TargetKind.AtMost, 28, null, 45, 28)]
    [InlineData(TargetKind.AtLeast, 13, null, 5, 13)]
    public void For_Baseline_TheScoreToReach(TargetKind kind, int amount, int? limit, int baseline, double target) =>
        Assert.Equal((decimal)target, new ObjectiveTarget(kind, amount, limit).For(baseline));

    [Theory]
    [InlineData(TargetKind.FallBy, false)]
    [InlineData(TargetKind.FallByPercent, false)]
    [InlineData(TargetKind.RiseBy, false)]
    [InlineData(TargetKind.AtMost, true)]
    [InlineData(TargetKind.AtLeast, true)]
    public void For_NoBaseline_OnlyAFixedScoreIsKnown(TargetKind kind, bool known)
    {
        var target = new ObjectiveTarget(kind, 10);
        Assert.Equal((known, !known), (target.For(null) is not null, target.NeedsBaseline));
    }

    /// <summary>Each takes a sound library and breaks one thing.</summary>
    public static TheoryData<string, string> Broken => new()
    {
        { "problems/0/instruments/0", "no-such-instrument" },
        { "problems/0/goals/0/objectives/0/instrument", "isi" },
        { "problems/0/code", "x" },
        { "problems/1/code", "suicide-risk" },
        { "problems/0/when/0", "c-ssrs-screener > 1" },
        { "interventions/0/problems/0", "no-such-problem" },
        { "interventions/0/instruments/0", "no-such-instrument" },
        { "interventions/0/modality", "hypnosis" },
        { "problems/0/goals", "[]" },
        { "problems/0/goals/0/objectives", "[]" },
        { "interventions/0/instruments", "[]" },
        { "surplus", "1" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Parse_BrokenLibrary_IsRefused(string path, string value)
    {
        var json = Source();
        Assert.NotNull(PlanLibrary.Parse(json.ToJsonString()));
        var parent = json;
        var steps = path.Split('/');
        foreach (var step in steps[..^1]) parent = int.TryParse(step, out var index) ? parent[index]! : parent[step]!;
        var changed = value == "[]" ? new JsonArray() : (JsonNode)value;
        if (int.TryParse(steps[^1], out var last)) parent[last] = changed;
        else parent[steps[^1]] = changed;
        Assert.ThrowsAny<JsonException>(() => PlanLibrary.Parse(json.ToJsonString()));
    }

    private static JsonNode Source()
    {
        var assembly = typeof(PlanLibrary).Assembly;
        using var stream = assembly.GetManifestResourceStream($"plans/{library.Version}.json")!;
        return JsonNode.Parse(stream)!;
    }
}
