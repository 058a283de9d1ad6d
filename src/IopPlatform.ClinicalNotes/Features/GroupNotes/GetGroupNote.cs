using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.GroupNotes;

public sealed record GroupNoteDetails(
    Guid Id,
    Guid SessionId,
    Guid SiteId,
    SharedPart Shared,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    IReadOnlyList<GroupNoteMember> Notes,
    IReadOnlyList<GroupNoteWarning> Warnings);

public sealed record GroupNoteMember(Guid NoteId, Guid EpisodeId, string Status);

/// <param name="Code">
/// similar-to-sibling: the individual part is nearly another note's, named by otherNoteId; names-removed: another
/// participant's name or words were taken out, so the sentence wants a look.
/// </param>
public sealed record GroupNoteWarning(Guid NoteId, string Code, string Explanation, Guid? OtherNoteId);

public static class GetGroupNote
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/group-notes/{id:guid}", HandleAsync)
        .WithName(nameof(GetGroupNote))
        .WithTags("Group notes")
        .WithSummary("Shows a group note, the individual notes made from it, and warnings about them.")
        .RequireRoles(Roles.Clinicians)
        .Audited("group-note.read")
        .ReadsChart("group-note")
        .Produces<GroupNoteDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var groupNote = await db.QuerySingleAsync<GroupNoteRow>(
            "select id, session_id, site_id, author_id, created_at, clinical_text from group_notes where id = $1",
            [id],
            cancellationToken);
        if (groupNote is null) return Problems.NotFound("group note");
        var members = await db.QueryAsync<MemberRow>(
            "select id, episode_id, patient_id, status, clinical_text from notes where group_note_id = $1 order by id",
            [id],
            cancellationToken);
        await reads.RecordAsync(members.Select(member => member.PatientId), "group-note", cancellationToken);
        return TypedResults.Ok(new GroupNoteDetails(
            groupNote.Id,
            groupNote.SessionId,
            groupNote.SiteId,
            groupNote.ClinicalText.Read<SharedPart>(ClinicalFields.GroupNote, groupNote.Id),
            groupNote.AuthorId,
            groupNote.CreatedAt,
            [.. members.Select(member => new GroupNoteMember(member.Id, member.EpisodeId, member.Status))],
            Warnings([.. members.Select(member => (member.Id, member.ClinicalText.Read<NoteBody>(ClinicalFields.Note, member.Id)))])));
    }

    /// <summary>Names the nearest sibling of each note that looks cloned.</summary>
    public static IReadOnlyList<GroupNoteWarning> Warnings(IReadOnlyList<(Guid Id, NoteBody Body)> notes)
    {
        var warnings = new List<GroupNoteWarning>();
        foreach (var (id, body) in notes)
        {
            var nearest = notes.Where(other => other.Id != id)
                .Select(other => (other.Id, Share: TextSimilarity.Share(body.Individual, other.Body.Individual)))
                .OrderByDescending(other => other.Share)
                .FirstOrDefault();
            if (nearest.Share >= TextSimilarity.CloneShare)
            {
                warnings.Add(new GroupNoteWarning(
                    id,
                    "similar-to-sibling",
                    $"The individual part is {nearest.Share:P0} the same as another note's.",
                    nearest.Id));
            }

            if (body.NamesRemoved)
            {
                warnings.Add(new GroupNoteWarning(
                    id, "names-removed", "Another participant's name or words were taken out; read the sentence again.", null));
            }
        }

        return warnings;
    }

    private sealed record GroupNoteRow(
        Guid Id, Guid SessionId, Guid SiteId, Guid AuthorId, DateTimeOffset CreatedAt, SealedText ClinicalText);

    private sealed record MemberRow(Guid Id, Guid EpisodeId, Guid PatientId, string Status, SealedText ClinicalText);
}
