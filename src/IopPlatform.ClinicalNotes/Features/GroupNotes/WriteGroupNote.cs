using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.ClinicalNotes.Features.Plans;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.GroupNotes;

public sealed record WriteGroupNoteRequest(Guid SessionId, SharedPart Shared, IReadOnlyList<WriteGroupNoteEntry> Entries);

/// <param name="Participation">active, moderate or minimal.</param>
/// <param name="ObjectiveId">An objective of this patient's plan that the session served.</param>
/// <param name="Quote">Words of this patient; they go into no other note.</param>
/// <param name="RiskObserved">True opens a safety task.</param>
public sealed record WriteGroupNoteEntry(
    Guid EpisodeId, string Participation, string Affect, string Response, Guid? ObjectiveId, string? Quote, bool RiskObserved)
{
    internal IndividualPart Part => new(Participation, Affect, Response, Quote, RiskObserved);
}

public static class WriteGroupNote
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/group-notes", HandleAsync)
        .WithName(nameof(WriteGroupNote))
        .WithTags("Group notes")
        .WithSummary("Writes a session's note once and drafts an individual note for each entry's patient.")
        .RequireRoles(Roles.Therapist)
        .Audited("group-note.write")
        .Validated(new WriteGroupNoteValidator())
        .CreatesOnce(id => $"/api/clinical-notes/group-notes/{id}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        WriteGroupNoteRequest request, TenantDatabase db, NotesMetrics metrics, CancellationToken cancellationToken)
    {
        var participants = await db.ParticipantsAsync(request.SessionId, cancellationToken);
        if (participants.Count == 0 && !await db.IsScheduledAsync(request.SessionId, cancellationToken))
        {
            return Problems.NotFound("session");
        }

        var objectives = await db.ObjectivesAsync([.. request.Entries.Select(entry => entry.EpisodeId)], cancellationToken);
        if (GroupNoteRules.Problem(request, participants, objectives) is { } problem) return problem;

        var author = db.Caller.Clinician();
        var leader = await db.LeaderAsync(participants[0].StaffId ?? author, cancellationToken);
        var notes = GroupNoteRules.Compose(request, participants, objectives, leader);
        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        write
            .Created(id)
            .Add(
                """
                insert into group_notes (organization_id, id, site_id, session_id, author_id, created_at, clinical_text)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                write.Caller.OrganizationId, id, participants[0].SiteId, request.SessionId, author, write.Now,
                ClinicalFields.GroupNote.SealJson(id, request.Shared))
            .Audit("group-note", id);
        foreach (var note in notes) AddNote(write, id, note);
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "note_per_session")
        {
            return Problems.Rule("note-exists", "A patient of this group note has a note of this session already.", "entries");
        }

        foreach (var _ in notes.Where(note => note.Entry.RiskObserved)) metrics.FlagOpened(SafetyTaskKinds.Risk);
        return TypedResults.Created($"/api/clinical-notes/group-notes/{id}", new Created(id));
    }

    private static void AddNote(WriteBatch write, Guid groupNoteId, ComposedNote note)
    {
        var id = Guid.CreateVersion7(write.Now);
        var of = note.Participant;
        write
            .Add(
                """
                insert into notes (organization_id, id, site_id, patient_id, episode_id, group_note_id, session_id, note_type,
                    session_starts_at, session_ends_at, attended_minutes, objective_id, author_id, created_at, status,
                    clinical_text, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::uuid, $13, $14, 'draft', $15, 1)
                """,
                write.Caller.OrganizationId, id, of.SiteId, of.PatientId, of.EpisodeId, groupNoteId, of.SessionId, of.NoteType,
                of.SessionStartsAt, of.SessionEndsAt, of.AttendedMinutes, note.Entry.ObjectiveId, write.Caller.Clinician(),
                write.Now, ClinicalFields.Note.SealJson(id, note.Body))
            .AddWords(id, of.SiteId, of.PatientId, note.Body.Text)
            .Audit("note", id, of.PatientId);
        if (note.Entry.RiskObserved)
        {
            // What the facilitator saw has no scored level; unknown risk is as urgent as high risk.
            write.OpenSafetyTask(new SafetyFinding(
                "note", id, of.PatientId, of.EpisodeId, of.SiteId, SafetyTaskKinds.Risk, "indeterminate", write.Now));
        }
    }
}

internal sealed class WriteGroupNoteValidator : AbstractValidator<WriteGroupNoteRequest>
{
    private const int EntriesMax = 40;
    private const int InterventionsMax = 20;
    private const int LineLengthMax = 500;
    private const int ResponseLengthMax = 4000;

    public WriteGroupNoteValidator()
    {
        RuleFor(note => note.SessionId).NotEmpty();
        RuleFor(note => note.Shared).NotNull().ChildRules(shared =>
        {
            shared.RuleFor(part => part.Topic).NotEmpty().MaximumLength(LineLengthMax);
            shared.RuleFor(part => part.Modality).NotEmpty().MaximumLength(LineLengthMax);
            shared.RuleFor(part => part.Interventions).NotEmpty()
                .Must(items => items is not { Count: > InterventionsMax }).WithMessage($"At most {InterventionsMax}.");
            shared.RuleForEach(part => part.Interventions).NotEmpty().MaximumLength(LineLengthMax);
        });
        RuleFor(note => note.Entries).NotEmpty()
            .Must(items => items is not { Count: > EntriesMax }).WithMessage($"At most {EntriesMax}.")
            .Must(items => items is null
                || items.Where(item => item is not null).CountBy(item => item.EpisodeId).All(count => count.Value == 1))
            .WithMessage("Each episode stands once.");
        RuleForEach(note => note.Entries).NotNull().ChildRules(entry =>
        {
            entry.RuleFor(item => item.EpisodeId).NotEmpty();
            entry.RuleFor(item => item.Participation).Must(Codes.Participation.Contains)
                .WithMessage(Codes.OneOf(Codes.Participation));
            entry.RuleFor(item => item.Affect).NotEmpty().MaximumLength(LineLengthMax);
            entry.RuleFor(item => item.Response).NotEmpty().MaximumLength(ResponseLengthMax);
            entry.RuleFor(item => item.Quote).MaximumLength(LineLengthMax);
        });
    }
}
