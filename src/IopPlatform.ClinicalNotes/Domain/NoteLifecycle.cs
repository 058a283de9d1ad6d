namespace IopPlatform.ClinicalNotes.Domain;

public enum NoteState
{
    /// <summary>Only its author may change it.</summary>
    Draft,

    /// <summary>Signed by an author who needs a second signature.</summary>
    AwaitingCosign,

    /// <summary>Signed; no second signature is needed.</summary>
#pragma warning disable CA1720 // Here a signature is meant, not a signed number.
    Signed,
#pragma warning restore CA1720

    /// <summary>Signed, and cosigned by a medical director.</summary>
    Cosigned,
}

public enum NoteAction
{
    Edit,
    Sign,
    Cosign,
    Append,
}

/// <summary>What the acting person is to the note.</summary>
public enum NoteActor
{
    Author,
    AuthorWhoIsDirector,
    OtherTherapist,
    OtherDirector,

    /// <summary>Neither therapist nor medical director.</summary>
    Outsider,
}

/// <summary>What becomes of a note, or why nothing does.</summary>
public abstract record NoteDecision
{
    public sealed record Allowed(NoteState Next) : NoteDecision;

    public sealed record Refused(string Rule, string Explanation) : NoteDecision;
}

/// <summary>
/// The life of a note. A signature is final: a signed note never changes, later knowledge is appended as an addendum
/// (45 CFR 164.526 asks to keep the original). Only the author signs; only a medical director who is not the author cosigns.
/// </summary>
public static class NoteLifecycle
{
    /// <param name="needsCosign">Whether this author's notes need a second signature.</param>
    public static NoteDecision Decide(NoteState state, NoteAction action, NoteActor actor, bool needsCosign) =>
        (state, action, actor) switch
        {
            (_, _, NoteActor.Outsider) => Refuse("not-a-clinician", "Only therapists and medical directors work on notes."),

            (NoteState.Draft, NoteAction.Edit, NoteActor.Author or NoteActor.AuthorWhoIsDirector) => Allow(NoteState.Draft),
            (NoteState.Draft, NoteAction.Sign, NoteActor.Author or NoteActor.AuthorWhoIsDirector) =>
                Allow(needsCosign ? NoteState.AwaitingCosign : NoteState.Signed),
            (NoteState.Draft, NoteAction.Edit, _) => Refuse("not-the-author", "Only its author changes a draft."),
            (NoteState.Draft, NoteAction.Sign, _) => Refuse("not-the-author", "Only its author signs a note."),
            (_, NoteAction.Edit, _) => Refuse("note-signed", "A signed note is final; write an addendum."),
            (_, NoteAction.Sign, _) => Refuse("note-signed", "The note is signed already."),

            (NoteState.Draft, NoteAction.Cosign, _) => Refuse("note-not-signed", "Its author has not signed the note yet."),
            (NoteState.Signed, NoteAction.Cosign, _) => Refuse("cosign-not-needed", "This author's notes need no cosign."),
            (NoteState.Cosigned, NoteAction.Cosign, _) => Refuse("note-cosigned", "The note is cosigned already."),
            (NoteState.AwaitingCosign, NoteAction.Cosign, NoteActor.OtherDirector) => Allow(NoteState.Cosigned),
            (NoteState.AwaitingCosign, NoteAction.Cosign, NoteActor.AuthorWhoIsDirector) =>
                Refuse("cosigner-is-author", "Nobody cosigns a note of their own."),
            (NoteState.AwaitingCosign, NoteAction.Cosign, _) =>
                Refuse("cosigner-not-a-director", "Only a medical director cosigns."),

            (NoteState.Draft, NoteAction.Append, _) => Refuse("note-not-signed", "A draft can still change."),
            (_, NoteAction.Append, _) => Allow(state),
        };

    /// <summary>Signed later than this after the session's end, a note is a late entry (a program's default).</summary>
    public static readonly TimeSpan SignWithin = TimeSpan.FromHours(24);

    public static bool IsLateEntry(DateTimeOffset sessionEndsAt, DateTimeOffset signedAt) =>
        signedAt - sessionEndsAt > SignWithin;

    private static NoteDecision.Allowed Allow(NoteState next) => new(next);

    private static NoteDecision.Refused Refuse(string rule, string explanation) => new(rule, explanation);
}

public static class NoteStates
{
    public static string ToCode(this NoteState state) => state switch
    {
        NoteState.Draft => "draft",
        NoteState.AwaitingCosign => "awaiting-cosign",
        NoteState.Signed => "signed",
        NoteState.Cosigned => "cosigned",
    };

    /// <exception cref="ArgumentOutOfRangeException">The table's check constraint admits no other code.</exception>
    public static NoteState FromCode(string code) => code switch
    {
        "draft" => NoteState.Draft,
        "awaiting-cosign" => NoteState.AwaitingCosign,
        "signed" => NoteState.Signed,
        "cosigned" => NoteState.Cosigned,
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
