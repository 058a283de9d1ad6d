namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>The prose of an individual note.</summary>
/// <param name="Text">The whole note, as the reader and the signature see it; paragraphs are parted by an empty line.</param>
/// <param name="Individual">What of it is about this patient alone; compared with the siblings' to find cloned notes.</param>
/// <param name="NamesRemoved">Whether another participant's name or words were taken out when it was composed.</param>
public sealed record NoteBody(string Text, string Individual, bool NamesRemoved)
{
    private const string ParagraphBreak = "\n\n";

    /// <summary>
    /// The author's own text in place of the composed one. Paragraphs that stay word for word as the composer framed them
    /// (session, topic, objective) remain outside the individual part.
    /// </summary>
    public NoteBody Edited(string text)
    {
        var edited = text.ReplaceLineEndings("\n").Trim();
        var frame = Paragraphs(Text).Except(Paragraphs(Individual)).ToHashSet();
        var individual = Paragraphs(edited).Where(paragraph => !frame.Contains(paragraph));
        return this with { Text = edited, Individual = string.Join(ParagraphBreak, individual) };
    }

    public static string Join(params IEnumerable<string> paragraphs) =>
        string.Join(ParagraphBreak, paragraphs.Where(paragraph => paragraph.Length > 0));

    private static string[] Paragraphs(string text) =>
        text.Split(ParagraphBreak, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
