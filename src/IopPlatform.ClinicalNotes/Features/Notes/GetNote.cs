using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

/// <param name="Status">draft, awaiting-cosign, signed or cosigned.</param>
/// <param name="ContentHash">SHA-256 over the note's id, a line feed and the text, in UTF-8.</param>
/// <param name="LateEntry">Signed more than 24 hours after the session's end.</param>
public sealed record NoteDetails(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    Guid GroupNoteId,
    Guid SessionId,
    string NoteType,
    DateTimeOffset SessionStartsAt,
    DateTimeOffset SessionEndsAt,
    int AttendedMinutes,
    Guid? ObjectiveId,
    string Status,
    string Text,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    string? ContentHash,
    bool LateEntry,
    Guid? CosignedBy,
    DateTimeOffset? CosignedAt,
    IReadOnlyList<NoteWarning> Warnings,
    IReadOnlyList<AddendumDetails> Addenda,
    long Version);

/// <param name="Code">attendance-changed: the recorded minutes are no longer those in the note.</param>
public sealed record NoteWarning(string Code, string Explanation);

public static class GetNote
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/notes/{id:guid}", HandleAsync)
        .WithName(nameof(GetNote))
        .WithTags("Notes")
        .WithSummary("Shows one note with its signatures and addenda.")
        .RequireRoles(Roles.Clinicians)
        .Audited("note.read")
        .ReadsChart("note")
        .OpensInEmergency()
        .Produces<NoteDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await db.FindNoteAsync(id, cancellationToken) is not { } note) return Problems.NotFound("note");
        await reads.RecordAsync(note.PatientId, "note", cancellationToken);
        var addenda = await db.QueryAsync<AddendumRow>(
            $"{AddendumRow.Select} where note_id = $1 order by signed_at, id", [id], cancellationToken);
        var recorded = await db.QueryAsync<int>(
            "select attended_minutes from attendance where session_id = $1 and episode_id = $2",
            [note.SessionId, note.EpisodeId],
            cancellationToken);
        response.SetEntityTag(note.Version);
        return TypedResults.Ok(new NoteDetails(
            note.Id, note.EpisodeId, note.PatientId, note.SiteId, note.GroupNoteId, note.SessionId, note.NoteType,
            note.SessionStartsAt, note.SessionEndsAt, note.AttendedMinutes, note.ObjectiveId, note.Status, note.Body.Text,
            note.AuthorId, note.CreatedAt, note.SignedBy, note.SignedAt, note.ContentHash, note.LateEntry, note.CosignedBy,
            note.CosignedAt, Warnings(note.AttendedMinutes, recorded), [.. addenda.Select(row => row.ToDetails())],
            note.Version));
    }

    private static IReadOnlyList<NoteWarning> Warnings(int written, IReadOnlyList<int> recorded) =>
        [.. recorded.Where(minutes => minutes != written).Select(minutes => new NoteWarning(
            "attendance-changed", $"The note says {written} minutes; by now {minutes} are recorded."))];
}
