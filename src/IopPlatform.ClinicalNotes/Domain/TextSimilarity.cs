namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>How much of two texts is the same: twice their common words over all their words (Dice).</summary>
public static class TextSimilarity
{
    /// <summary>From this share on, an individual part counts as cloned from a sibling's (program rule, a default).</summary>
    public const double CloneShare = 0.80;

    /// <returns>0 (nothing in common) to 1; the order and case of words do not matter. 0 when a text has no words.</returns>
    public static double Share(string one, string other)
    {
        var left = Words(one);
        var right = Words(other);
        if (left.Count == 0 || right.Count == 0) return 0;
        var counts = left.CountBy(word => word).ToDictionary();
        var common = right.CountBy(word => word).Sum(word => Math.Min(word.Value, counts.GetValueOrDefault(word.Key)));
        return 2.0 * common / (left.Count + right.Count);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsLetterOrDigit(text[at]))
            {
                start = start < 0 ? at : start;
            }
            else if (start >= 0)
            {
                words.Add(text[start..at].ToUpperInvariant());
                start = -1;
            }
        }

        return words;
    }
}
