using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

public sealed record EditNoteRequest(string Text);

public static class EditNote
{
    public const int TextLengthMax = 20_000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/notes/{id:guid}", HandleAsync)
        .WithName(nameof(EditNote))
        .WithTags("Notes")
        .WithSummary("Replaces the text of a draft; only its author may. Needs If-Match.")
        .RequireRoles(Roles.Clinicians)
        .Audited("note.edit")
        .Validated(new Validator())
        .Produces(204)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, EditNoteRequest request, HttpContext http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var unreadable)) return unreadable!;
        if (await db.FindNoteAsync(id, cancellationToken) is not { } note) return Problems.NotFound("note");
        if (note.Version != seen) return EntityTag.Stale();
        if (NoteLifecycle.Decide(note.State, NoteAction.Edit, note.ActorOf(db.Caller), needsCosign: false)
            is NoteDecision.Refused refused)
        {
            return Problems.Rule(refused.Rule, refused.Explanation);
        }

        if ((await db.OtherPatientsAsync(note, cancellationToken)).AreIn(request.Text)) return NamesAnother();

        var edited = note.Body.Edited(request.Text);
        var write = db.Write();
        await write
            .ChangeOne(
                "update notes set clinical_text = $3, version = version + 1 where id = $1 and version = $2",
                id, seen, ClinicalFields.Note.SealJson(id, edited))
            .ReplaceWords(note, edited.Text)
            .Audit("note", id, note.PatientId)
            .CommitAsync(cancellationToken);
        http.Response.SetEntityTag(seen + 1);
        return TypedResults.NoContent();
    }

    /// <summary>The name is not repeated: the answer may be logged on its way.</summary>
    internal static IResult NamesAnother() => Problems.Rule(
        "names-another-patient", "The text names another participant of the session. Write “another group member”.", "text");

    private sealed class Validator : AbstractValidator<EditNoteRequest>
    {
        public Validator() => RuleFor(request => request.Text).NotEmpty().MaximumLength(TextLengthMax);
    }
}
