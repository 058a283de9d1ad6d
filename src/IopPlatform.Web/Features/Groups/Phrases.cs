namespace IopPlatform.Web.Features.Groups;

/// <summary>
/// Words that are picked instead of typed. They are the note's words, in English, whatever the page's language; the page shows them
/// translated. None is chosen in advance, and what is picked stands in a field, where it is read and made particular.
/// </summary>
internal static class Phrases
{
    public static readonly string[] Participations = ["active", "moderate", "minimal"];

    public static readonly string[] Affects = ["Calm", "Bright", "Anxious", "Low", "Irritable", "Flat", "Tearful"];

    public static readonly string[] Responses =
    [
        "Shared from their own life.", "Gave feedback to others.", "Practiced the skill.", "Named a next step.", "Listened and spoke when asked.",
        "Kept apart from the group.",
    ];

    public static readonly string[] Interventions =
        ["Open sharing", "Feedback between members", "Teaching", "Skills practice", "Role play", "Problem solving", "Mindfulness exercise"];

    /// <summary>The usual modality of each kind of session, as Scheduling names the kinds.</summary>
    private static readonly Dictionary<string, string> Modalities = new(StringComparer.Ordinal)
    {
        ["group"] = "Process group",
        ["individual"] = "Individual psychotherapy",
        ["family"] = "Family therapy",
        ["workshop"] = "Psychoeducation",
        ["skills"] = "Skills training",
        ["mindfulness"] = "Mindfulness training",
        ["art"] = "Art therapy",
        ["music"] = "Music therapy",
        ["medication"] = "Medication visit",
    };

    public static string ModalityOf(string kind) => Modalities.GetValueOrDefault(kind, "");

    /// <summary>The parts of a list that is typed with commas.</summary>
    public static IReadOnlyList<string> Parts(string list) =>
        list.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool HasPart(string list, string part) => Parts(list).Contains(part, StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the part to a list with commas, or takes it out again.</summary>
    public static string TogglePart(string list, string part) => string.Join(
        ", ", HasPart(list, part) ? Parts(list).Where(one => !string.Equals(one, part, StringComparison.OrdinalIgnoreCase)) : Parts(list).Append(part));

    public static bool HasSentence(string text, string sentence) => text.Contains(sentence, StringComparison.Ordinal);

    /// <summary>Adds the sentence to a text, or takes it out again; every other word stays as it was typed.</summary>
    public static string ToggleSentence(string text, string sentence)
    {
        if (!HasSentence(text, sentence)) return text.Length == 0 || char.IsWhiteSpace(text[^1]) ? text + sentence : $"{text} {sentence}";
        var at = text.IndexOf(sentence, StringComparison.Ordinal);
        var (before, after) = (text[..at].TrimEnd(' '), text[(at + sentence.Length)..].TrimStart(' '));
        return before.Length == 0 || after.Length == 0 ? before + after : $"{before} {after}";
    }

    /// <summary>Whether two texts differ in no more than case, marks and spaces.</summary>
    public static bool AreSame(string one, string other) => Letters(one).SequenceEqual(Letters(other));

    private static IEnumerable<char> Letters(string text) => text.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant);
}
