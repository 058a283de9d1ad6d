using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

public sealed record NoteCosignature(Guid Id, string Status, Guid CosignedBy, DateTimeOffset CosignedAt, long Version);

public static class CosignNote
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/notes/{id:guid}/cosign", HandleAsync)
        .WithName(nameof(CosignNote))
        .WithTags("Notes")
        .WithSummary("Gives the second signature; only a medical director who is not the author may. Needs If-Match.")
        .RequireRoles(Roles.MedicalDirector)
        .Audited("note.cosign")
        .Produces<NoteCosignature>()
        .ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
        if (await db.FindNoteAsync(id, cancellationToken) is not { } note) return Problems.NotFound("note");
        if (note.Version != seen) return EntityTag.Stale();
        if (NoteLifecycle.Decide(note.State, NoteAction.Cosign, note.ActorOf(db.Caller), needsCosign: true)
            is NoteDecision.Refused refused)
        {
            return Problems.Rule(refused.Rule, refused.Explanation);
        }

        var write = db.Write();
        var cosignature = new NoteCosignature(id, NoteState.Cosigned.ToCode(), write.Caller.Clinician(), write.Now, seen + 1);
        await write
            .ChangeOne(
                """
                update notes set status = $3, cosigned_by = $4, cosigned_at = $5, version = version + 1
                where id = $1 and version = $2
                """,
                id, seen, cosignature.Status, cosignature.CosignedBy, write.Now)
            .Audit("note", id, note.PatientId)
            .Publish(note.ToSigned(write, cosignPending: false))
            .CommitAsync(cancellationToken);
        http.Response.SetEntityTag(cosignature.Version);
        return TypedResults.Ok(cosignature);
    }
}
