using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>What holds of every instrument, whatever is answered.</summary>
[Properties(Arbitrary = [typeof(AnySheet)], MaxTest = 1000)]
public sealed class ScorerProperties
{
    [Property]
    public bool Score_IsInRangeAndInItsBand(Sheet sheet) => sheet.Score() switch
    {
        Scored { Value: { } value } scored => value >= sheet.Pack.ScoreMin && value <= sheet.Pack.ScoreMax
            && sheet.Pack.BandOf(value)?.Code == scored.Band,
        Scored profile => profile.Band == Scored.ProfileBand && sheet.Pack.Scoring.Method == ScoringMethod.Profile,
        Unscorable => true,
        _ => false,
    };

    [Property]
    public bool Scale_IsInRangeOrHasAReason(Sheet sheet) => sheet.Score().Scales.All(scale =>
    {
        var rule = sheet.Pack.Scoring.Scales!.Single(rule => rule.Code == scale.Code);
        var most = rule.Items.Sum(number => sheet.Pack.Item(number)!.Max) * (int)Math.Pow(10, sheet.Pack.Scoring.Decimals);
        return scale.Value is { } value
            ? scale.Reason is null && value >= 0 && value <= (rule.Method == ScaleMethod.Mean ? most / rule.Items.Count : most)
            : scale.Reason is not null;
    });

    /// <summary>A higher answer never makes less of a total; of a reversed item it never makes more.</summary>
    [Property]
    public bool RaisingOneAnswer_MovesTheTotalOneWay(Sheet sheet)
    {
        if (sheet.Pack.Scoring.Method == ScoringMethod.Triage) return true;
        return sheet.Score() is not Scored { Value: { } before } || sheet.Raises().All(raise =>
            raise.Raised.Score() is not Scored { Value: { } after } || (raise.Item.Reverse ? after <= before : after >= before));
    }

    [Property]
    public bool RaisingOneAnswer_NeverLowersAScale(Sheet sheet) => sheet.Raises().Where(raise => !raise.Item.Reverse).All(raise =>
        sheet.Score().Scales.Zip(raise.Raised.Score().Scales).All(scales =>
            scales.First.Value is not { } before || scales.Second.Value is not { } after || after >= before));

    /// <summary>Nor does an algorithm lose a symptom.</summary>
    [Property]
    public bool RaisingOneAnswer_NeverLosesASymptom(Sheet sheet) => sheet.Raises().All(raise =>
        sheet.Score().Algorithms.SelectMany(found => found.Counts).Zip(raise.Raised.Score().Algorithms.SelectMany(found => found.Counts))
            .All(counts => counts.Second.Present >= counts.First.Present));

    /// <summary>In which order the answers come has no effect, nor whether a blank is a null or left away.</summary>
    [Property]
    public bool OrderOfAnswers_HasNoEffect(Sheet sheet, int seed)
    {
        var mixed = sheet.Keyed().Where(answer => answer.Value is not null || seed % 2 == 0).ToArray();
        new Random(seed).Shuffle(mixed);
        return Everything(sheet.Score(), sheet.Pack) == Everything(Scorer.Score(sheet.Pack, mixed.ToDictionary()), sheet.Pack);
    }

    /// <summary>A scored safety item that is blank leaves no total; any safety item that is blank is a finding.</summary>
    [Property]
    public bool SafetyItem_Blank_IsNeverEstimatedAndAlwaysReported(Sheet sheet) => Enumerable.Range(0, sheet.Answers.Length)
        .Where(at => sheet.Pack.Items[at].Safety is not null)
        .All(at =>
        {
            var (item, result) = (sheet.Pack.Items[at], sheet.With(at, null).Score());
            return (result is Unscorable || !item.Scored) && result.Safety.Any(finding => finding.Code == item.Safety!.BlankCode);
        });

    /// <summary>What is said of a form with blanks still holds when they are answered.</summary>
    [Property]
    public bool FillingTheBlanks_StaysWithinWhatWasPossible(Sheet sheet, int seed) =>
        sheet.Score() is not Unscorable { Possible: { } possible }
        || (sheet.Filled(seed).Score() is Scored { Value: { } value } && value >= possible.Min && value <= possible.Max);

    [Property]
    public bool FillingTheBlanks_KeepsACertainOutcome(Sheet sheet, int seed) =>
        sheet.Score().Algorithms.Zip(sheet.Filled(seed).Score().Algorithms)
            .All(results => results.First.Outcome is null || results.First.Outcome == results.Second.Outcome);

    [Property]
    public bool FillingTheBlanks_AlwaysGivesAScore(Sheet sheet, int seed) => sheet.Filled(seed).Score() is Scored { Blanks.Count: 0 };

    /// <summary>A sum is there exactly when the pack allows that many blanks.</summary>
    [Property]
    public bool Blanks_MoreThanAllowed_NeverAScore(Sheet sheet)
    {
        if (sheet.Pack.Scoring.Method != ScoringMethod.Sum) return true;
        var result = sheet.Score();
        var safetyIsBlank = result.Blanks.Any(number => sheet.Pack.Item(number)!.Safety is not null);
        return result is Scored == (result.Blanks.Count <= sheet.Pack.Scoring.BlanksMax && !safetyIsBlank);
    }

    /// <summary>A screen that is decided without knowing sex and age is decided so for everybody.</summary>
    [Property]
    public bool Screen_DecidedForSomebodyUnknown_HoldsForEverybody(Sheet sheet, byte age) =>
        sheet.Score() is not Scored { ScreenPositive: { } positive }
        || Enum.GetValues<Sex>().All(sex => sheet.Score(new(sex, age % 100)) is Scored scored && scored.ScreenPositive == positive);

    [Property(Arbitrary = [typeof(Phq9Sheet)], MaxTest = 1000)]
    public bool Phq9_Item9Blank_HasNoTotal(Sheet sheet)
    {
        var result = sheet.With(8, null).Score();
        return result is Unscorable && Answers.Codes(result) == "phq9-item9-blank";
    }

    /// <summary>Which of the items 1 to 8 carries which answer has no effect on the total.</summary>
    [Property(Arbitrary = [typeof(Phq9Sheet)], MaxTest = 1000)]
    public bool Phq9_Permuted_ScoresTheSame(Sheet sheet, int seed)
    {
        var mixed = sheet.Answers[..8];
        new Random(seed).Shuffle(mixed);
        var permuted = sheet with { Answers = [.. mixed, .. sheet.Answers[8..]] };
        return Answers.Show(sheet.Score(), sheet.Pack) == Answers.Show(permuted.Score(), sheet.Pack);
    }

    [Property(Arbitrary = [typeof(CssrsSheet)], MaxTest = 1000)]
    public bool Cssrs_NoToYes_NeverLessUrgent(Sheet sheet) => sheet.Raises().All(raise =>
        SafetyLevels.Worst([.. sheet.Score().Safety, .. raise.Raised.Score().Safety]) == SafetyLevels.Worst(raise.Raised.Score().Safety));

    [Property(Arbitrary = [typeof(CssrsSheet)], MaxTest = 1000)]
    public bool Cssrs_MandatoryBlank_NeverNoneLowOrModerate(Sheet sheet)
    {
        var isBlank = sheet.Answers[0] is null || sheet.Answers[1] is null || sheet.Answers[5] is null;
        return !isBlank || Answers.Show(sheet.Score(), sheet.Pack) is "indeterminate" or "3 high";
    }

    private static string Everything(ScoreResult result, InstrumentPack pack) => string.Join(
        " | ",
        Answers.Show(result, pack),
        Answers.Codes(result),
        string.Join(" ", result.Blanks),
        string.Join(" ", result.Flags.Select(flag => flag.Code)),
        string.Join(" ", result.Scales.Select(scale => $"{scale.Code}={scale.Value}")),
        string.Join(" ", result.Algorithms.Select(found => found.Outcome ?? "open")));
}
