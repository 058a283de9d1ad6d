using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>A filled form: one answer an item in the order of the pack, null for a blank.</summary>
public sealed record Form(int?[] Answers);

public static class Phq9Forms
{
    public static Arbitrary<Form> Form() => Forms.Of(9, 3).ToArbitrary();
}

public static class Gad7Forms
{
    public static Arbitrary<Form> Form() => Forms.Of(7, 3).ToArbitrary();
}

public static class CssrsForms
{
    public static Arbitrary<Form> Form() => Forms.Of(7, 1).ToArbitrary();
}

internal static class Forms
{
    /// <summary>One item in ten is blank, so that forms with none, a few and too many blanks are all common.</summary>
    public static Gen<Form> Of(int items, int max) =>
        Gen.Frequency((9, Gen.Choose(0, max).Select(value => (int?)value)), (1, Gen.Constant((int?)null)))
            .ArrayOf(items)
            .Select(answers => new Form(answers));

    public static ScoreResult Score(InstrumentPack pack, int?[] answers) => Scorer.Score(pack, Keyed(pack, answers));

    public static Dictionary<string, int?> Keyed(InstrumentPack pack, int?[] answers) =>
        answers.Select((answer, index) => (pack.Items[index].Number, answer)).ToDictionary(pair => pair.Number, pair => pair.answer);

    /// <summary>Raises each answer in turn by one and compares the results.</summary>
    public static bool EachRaise(InstrumentPack pack, Form form, Func<ScoreResult, ScoreResult, bool> holds)
    {
        var before = Score(pack, form.Answers);
        return form.Answers
            .Select((answer, index) => (answer, index))
            .Where(item => item.answer < pack.Items[item.index].Max)
            .All(item => holds(before, Score(pack, [.. form.Answers.Select((a, i) => i == item.index ? a + 1 : a)])));
    }
}

public sealed class ScorerProperties
{
    [Property(Arbitrary = [typeof(Phq9Forms)], MaxTest = 1000)]
    public bool Phq9_Score_InRangeAndInItsBand(Form form) => InRange(Answers.Phq9, form);

    [Property(Arbitrary = [typeof(Gad7Forms)], MaxTest = 1000)]
    public bool Gad7_Score_InRangeAndInItsBand(Form form) => InRange(Answers.Gad7, form);

    [Property(Arbitrary = [typeof(Phq9Forms)], MaxTest = 1000)]
    public bool Phq9_RaisingOneAnswer_NeverLowersTheScore(Form form) => Forms.EachRaise(Answers.Phq9, form, NotLower);

    [Property(Arbitrary = [typeof(Gad7Forms)], MaxTest = 1000)]
    public bool Gad7_RaisingOneAnswer_NeverLowersTheScore(Form form) => Forms.EachRaise(Answers.Gad7, form, NotLower);

    [Property(Arbitrary = [typeof(Phq9Forms)], MaxTest = 1000)]
    public bool Phq9_Item9Blank_HasNoScoreButAFinding(Form form)
    {
        var result = Forms.Score(Answers.Phq9, [.. form.Answers[..8], null]);
        return result is Unscorable && Answers.Codes(result) == "phq9-item9-blank";
    }

    [Property(Arbitrary = [typeof(Phq9Forms)], MaxTest = 1000)]
    public bool Phq9_MoreThanTwoBlanks_NeverAScore(Form form) =>
        Forms.Score(Answers.Phq9, form.Answers) is Scored == (form.Answers.Count(a => a is null) <= 2 && form.Answers[8] is not null);

    /// <summary>Which of the items 1 to 8 carries which answer has no effect, nor has the order in which they come.</summary>
    [Property(Arbitrary = [typeof(Phq9Forms)], MaxTest = 1000)]
    public bool Phq9_Permuted_ScoresTheSame(Form form, int seed)
    {
        var mixed = form.Answers[..8];
        new Random(seed).Shuffle(mixed);
        var permuted = Forms.Keyed(Answers.Phq9, [.. mixed, form.Answers[8]]).Reverse().ToDictionary();
        return Answers.Show(Forms.Score(Answers.Phq9, form.Answers)) == Answers.Show(Scorer.Score(Answers.Phq9, permuted));
    }

    [Property(Arbitrary = [typeof(CssrsForms)], MaxTest = 1000)]
    public bool Cssrs_NoToYes_NeverLessUrgent(Form form) => Forms.EachRaise(Answers.Cssrs, form, (before, after) =>
        SafetyLevels.Worst([.. before.Safety, .. after.Safety]) == SafetyLevels.Worst(after.Safety));

    [Property(Arbitrary = [typeof(CssrsForms)], MaxTest = 1000)]
    public bool Cssrs_MandatoryBlank_NeverNoneLowOrModerate(Form form)
    {
        var isBlank = form.Answers[0] is null || form.Answers[1] is null || form.Answers[5] is null;
        return !isBlank || Answers.Show(Forms.Score(Answers.Cssrs, form.Answers)) is "indeterminate" or "3 high";
    }

    private static bool InRange(InstrumentPack pack, Form form) => Forms.Score(pack, form.Answers) switch
    {
        Scored scored => scored.Value >= pack.ScoreMin && scored.Value <= pack.ScoreMax
            && pack.BandOf(scored.Value)?.Code == scored.Band,
        Unscorable => true,
        _ => false,
    };

    private static bool NotLower(ScoreResult before, ScoreResult after) =>
        before is not Scored low || (after is Scored high && high.Value >= low.Value);
}
