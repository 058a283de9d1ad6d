using System.Security.Cryptography;
using System.Text.Json;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// Decisions of the past, as their facts were stored and as they were answered by the library of that day (Replays). They are
/// never written anew: a difference means that an old decision can no longer be explained.
/// </summary>
public sealed class PlacementReplayTests
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Versions => ["iop-loc-2026.1"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Recommend_StoredFactsWithTheirRules_GiveTheAnswerOfThatDay(string version)
    {
        var rules = PlacementRules.Find(version)!;
        var decisions = File.ReadAllLines(Path.Combine(Vignette.Folder(), "Replays", version + ".jsonl"))
            .Select(line => JsonSerializer.Deserialize<Decision>(line, options)!)
            .ToArray();
        Assert.Equal(63, decisions.Length);
        foreach (var decision in decisions)
        {
            var made = Placement.Recommend(decision.Facts, rules);
            var answer = decision.Answer;
            Assert.Equal(answer.Recommended, made.Recommended?.ToCode());
            Assert.Equal(answer.Indicated, made.Indicated.ToCode());
            Assert.Equal(answer.WhyNotLower, made.WhyNotLower.Select(Show));
            Assert.Equal(answer.WhyNotHigher, made.WhyNotHigher.Select(Show));
            Assert.Equal(answer.Missing, made.MissingFacts);
            Assert.Equal(answer.RedFlags, made.RedFlags.Select(Show));
        }
    }

    /// <summary>A published set is never edited, not even its wording; a change is a new version in a new file.</summary>
    [Theory]
    [InlineData("iop-loc-2026.1", "ff2bd9e6335f6c32628a005fdc2342c28e980faf947540e4b713e0cc47f2068f")]
    public void Rules_PublishedSet_IsUnchanged(string version, string sha256)
    {
        using var stream = typeof(PlacementRules).Assembly.GetManifestResourceStream($"placement/{version}.json")!;
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    [Fact]
    public void Recommend_SameFactsByOlderAndNewerRules_EachAnswersByItsOwn()
    {
        var facts = new PlacementFacts
        {
            AsOf = new(2026, 6, 1),
            AgeYears = 33,
            SuicideRisk = Instruments.SafetyLevel.Low,
            AttemptWithinYear = true,
            Dimensions = DimensionRatings.FromNumbers(
                Enumerable.Range(1, 6).ToDictionary(number => $"{number}", _ => new DimensionRating(1, ""))),
            Scores = [new("PHQ-9", 12, new(2026, 6, 1))],
            CanTakePartInGroups = true,
            HomeIsSafe = true,
            Diagnoses = [new("F33.1", DiagnosisKind.Mental)],
        };
        Assert.Equal("outpatient", Placement.Recommend(facts, PlacementRules.Find("iop-loc-2026.1")!).Recommended?.ToCode());
        Assert.Equal("iop", Placement.Recommend(facts, PlacementRules.Find("iop-loc-2026.2")!).Recommended?.ToCode());
    }

    private static string Show(PlacementReason reason) =>
        $"{reason.RuleId}: {string.Join("; ", reason.Facts.Select(fact => $"{fact.Name} {fact.Value}"))}";

    private sealed record Decision(PlacementFacts Facts, Answer Answer);

    private sealed record Answer(
        string? Recommended,
        string Indicated,
        IReadOnlyList<string> WhyNotLower,
        IReadOnlyList<string> WhyNotHigher,
        IReadOnlyList<string> Missing,
        IReadOnlyList<string> RedFlags);
}
