using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

/// <param name="Status">signed, or awaiting-cosign where the author needs a second signature.</param>
public sealed record NoteSignature(
    Guid Id, string Status, Guid SignedBy, DateTimeOffset SignedAt, string ContentHash, bool LateEntry, long Version);

public static class SignNote
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/notes/{id:guid}/sign", HandleAsync)
        .WithName(nameof(SignNote))
        .WithTags("Notes")
        .WithSummary("Signs a note, finally; only its author may. Needs If-Match.")
        .RequireRoles(Roles.Clinicians)
        .Audited("note.sign")
        .Produces<NoteSignature>()
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, TenantDatabase db, NotesMetrics metrics, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
        if (await db.FindNoteAsync(id, cancellationToken) is not { } note) return Problems.NotFound("note");
        if (note.Version != seen) return EntityTag.Stale();
        var needsCosign = await NeedsCosignAsync(db, note.AuthorId, cancellationToken);
        return NoteLifecycle.Decide(note.State, NoteAction.Sign, note.ActorOf(db.Caller), needsCosign) switch
        {
            NoteDecision.Refused refused => Problems.Rule(refused.Rule, refused.Explanation),
            NoteDecision.Allowed allowed => await SignAsync(note, allowed.Next, http.Response, db, metrics, cancellationToken),
            _ => throw new InvalidOperationException("A decision is either allowed or refused."),
        };
    }

    private static async Task<IResult> SignAsync(
        Note note, NoteState next, HttpResponse response, TenantDatabase db, NotesMetrics metrics, CancellationToken cancellationToken)
    {
        var write = db.Write();
        var signature = new NoteSignature(
            note.Id, next.ToCode(), note.AuthorId, write.Now, ContentHash.Of(note.Id, note.Body.Text),
            NoteLifecycle.IsLateEntry(note.SessionEndsAt, write.Now), note.Version + 1);
        await write
            .ChangeOne(
                """
                update notes set status = $3, signed_by = $4, signed_at = $5, content_hash = $6, late_entry = $7,
                    version = version + 1
                where id = $1 and version = $2
                """,
                note.Id, note.Version, signature.Status, signature.SignedBy, write.Now, signature.ContentHash, signature.LateEntry)
            .Audit("note", note.Id, note.PatientId)
            .Publish(note.ToSigned(write, cosignPending: next == NoteState.AwaitingCosign))
            .CommitAsync(cancellationToken);
        metrics.NoteSigned(note.NoteType, signature.LateEntry);
        response.SetEntityTag(signature.Version);
        return TypedResults.Ok(signature);
    }

    /// <summary>An author who is not known here yet is taken for one who needs a cosign.</summary>
    private static async Task<bool> NeedsCosignAsync(TenantDatabase db, Guid authorId, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<bool?>("select needs_cosign from staff where id = $1", [authorId], cancellationToken) ?? true;
}
