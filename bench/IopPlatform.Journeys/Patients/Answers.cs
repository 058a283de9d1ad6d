namespace IopPlatform.Journeys.Patients;

/// <summary>Answers that add up to a wanted score.</summary>
internal static class Answers
{
    /// <param name="item9">The answer about thoughts of death or self-harm.</param>
    /// <param name="impairment">The unscored item 10.</param>
    public static IReadOnlyDictionary<string, int?> Phq9(Dice dice, int score, int item9, int impairment)
    {
        var answers = Spread(dice, 8, score - item9);
        answers["9"] = item9;
        answers["10"] = impairment;
        return answers;
    }

    public static IReadOnlyDictionary<string, int?> Gad7(Dice dice, int score) => Spread(dice, 7, score);

    /// <summary>Items of 0 to 3 points each, at random, with the given sum.</summary>
    private static Dictionary<string, int?> Spread(Dice dice, int items, int sum)
    {
        var points = new int[items];
        for (var left = Math.Clamp(sum, 0, 3 * items); left > 0;)
        {
            var item = dice.Between(0, items - 1);
            if (points[item] == 3) continue;
            points[item]++;
            left--;
        }

        return points.Index().ToDictionary(answer => $"{answer.Index + 1}", answer => (int?)answer.Item);
    }
}

/// <summary>Answers to the suicide risk screener, and what goes with them in item 9 of the PHQ-9.</summary>
internal sealed record ScreenerAnswers(IReadOnlyDictionary<string, int?> Answers, int WishItem)
{
    public static readonly ScreenerAnswers None = new(Of(("1", 0), ("2", 0), ("6", 0)), 0);

    private static readonly ScreenerAnswers Low = new(Of(("1", 1), ("2", 0), ("6", 0)), 1);

    /// <summary>An attempt long ago, nothing recent.</summary>
    private static readonly ScreenerAnswers Moderate = new(Of(("1", 1), ("2", 0), ("6", 1), ("6recent", 0)), 1);

    /// <summary>Thoughts with some intent to act.</summary>
    public static readonly ScreenerAnswers High = new(Of(("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 0), ("6", 0)), 2);

    /// <summary>What an intensive outpatient program can take on.</summary>
    public static readonly IReadOnlyList<ScreenerAnswers> ForIop = [None, None, None, Low, Moderate];

    private static Dictionary<string, int?> Of(params (string Item, int Answer)[] answers) =>
        answers.ToDictionary(answer => answer.Item, answer => (int?)answer.Answer);
}
