using System.Globalization;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>What a group note says once for all participants.</summary>
public sealed record SharedPart(string Topic, string Modality, IReadOnlyList<string> Interventions);

/// <summary>What it says about one participant.</summary>
/// <param name="Participation">active, moderate or minimal.</param>
/// <param name="Quote">Words of this patient.</param>
public sealed record IndividualPart(string Participation, string Affect, string Response, string? Quote, bool RiskObserved);

/// <param name="Kind">As in Scheduling, for example group or skills.</param>
/// <param name="Headcount">How many patients were present.</param>
public sealed record SessionFacts(
    string Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string TimeZone, string Leader, int Headcount);

/// <summary>
/// Writes one patient's note from a group note. A group note must have start and stop time, topic, modality, leader, head
/// count, this patient's participation and response, the plan's objective and the minutes attended, and no other patient's
/// name or words (usual payer and state rule for 90853 and its kin; not checked against a primary text).
/// </summary>
public static class GroupNoteComposer
{
    /// <param name="attendedMinutes">Clinical minutes, as recorded.</param>
    /// <param name="objective">The title of the plan's objective that the session served, or null.</param>
    public static NoteBody Compose(
        SessionFacts session,
        SharedPart shared,
        IndividualPart part,
        int attendedMinutes,
        string? objective,
        OtherPatients others)
    {
        var removed = false;
        string Own(string text)
        {
            var line = OneLine(text);
            if (!others.AreIn(line)) return line;
            removed = true;
            return others.RemoveFrom(line);
        }

        var topic = $"Topic: {Sentence(Own(shared.Topic))} Modality: {Sentence(Own(shared.Modality))} "
            + $"Interventions: {Sentence(string.Join(", ", shared.Interventions.Select(Own)))}";
        var quote = string.IsNullOrWhiteSpace(part.Quote) ? "" : $" In the patient's words: “{Own(part.Quote)}”";
        var individual = $"The patient took {Participation(part.Participation)} part. Affect: {Sentence(Own(part.Affect))} "
            + $"{Sentence(Own(part.Response))}{quote}";
        var text = NoteBody.Join(
            Session(session, attendedMinutes),
            topic,
            individual,
            objective is null ? "" : $"The session served this objective of the treatment plan: {Sentence(OneLine(objective))}",
            part.RiskObserved
                ? "A safety concern was observed in this session, and a safety task was opened."
                : "No safety concern was observed in this session.");
        return new NoteBody(text, individual, removed);
    }

    /// <summary>Text without line breaks and runs of spaces, so that the note keeps its paragraphs.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Session(SessionFacts session, int attendedMinutes)
    {
        var kind = char.ToUpperInvariant(session.Kind[0]) + session.Kind[1..];
        var others = session.Headcount == 1 ? "one participant" : $"{session.Headcount} participants";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kind} session on {SiteTime.Span(session.StartsAt, session.EndsAt, session.TimeZone)}, ")
            + $"led by {session.Leader}, with {others}. The patient attended {attendedMinutes} clinical minutes.";
    }

    private static string Participation(string code) => code switch
    {
        "active" => "an active",
        "moderate" => "a moderate",
        "minimal" => "a minimal",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>Begins with a capital and ends with a mark.</summary>
    private static string Sentence(string text) =>
        text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' or '…' ? "" : ".");
}
