using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

public sealed record AppendAddendumRequest(string Text);

public static class AppendAddendum
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/notes/{id:guid}/addenda", HandleAsync)
        .WithName(nameof(AppendAddendum))
        .WithTags("Notes")
        .WithSummary("Adds to a signed note, under the caller's signature; the note itself stays as it was signed.")
        .RequireRoles(Roles.Clinicians)
        .Audited("note.append")
        .Validated(new Validator())
        .CreatesOnce(addendumId => $"/api/clinical-notes/addenda/{addendumId}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, AppendAddendumRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.FindNoteAsync(id, cancellationToken) is not { } note) return Problems.NotFound("note");
        if (NoteLifecycle.Decide(note.State, NoteAction.Append, note.ActorOf(db.Caller), needsCosign: false)
            is NoteDecision.Refused refused)
        {
            return Problems.Rule(refused.Rule, refused.Explanation);
        }

        if ((await db.OtherPatientsAsync(note, cancellationToken)).AreIn(request.Text)) return EditNote.NamesAnother();

        var write = db.Write();
        var addendumId = Guid.CreateVersion7(write.Now);
        await write
            .Created(addendumId)
            .Add(
                """
                insert into addenda (organization_id, id, site_id, patient_id, note_id, author_id, signed_at, clinical_text,
                    content_hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                write.Caller.OrganizationId, addendumId, note.SiteId, note.PatientId, id, write.Caller.Clinician(), write.Now,
                ClinicalFields.Addendum.SealJson(addendumId, new PlainText(request.Text)), ContentHash.Of(addendumId, request.Text))
            .AddWords(id, note.SiteId, note.PatientId, request.Text)
            .Audit("addendum", addendumId, note.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/clinical-notes/addenda/{addendumId}", new Created(addendumId));
    }

    private sealed class Validator : AbstractValidator<AppendAddendumRequest>
    {
        public Validator() => RuleFor(request => request.Text).NotEmpty().MaximumLength(EditNote.TextLengthMax);
    }
}
