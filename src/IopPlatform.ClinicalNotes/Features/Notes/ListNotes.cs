using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

/// <param name="DueAt">Signed later than this, the note is a late entry.</param>
public sealed record NoteSummary(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    string? PatientName,
    Guid SiteId,
    Guid SessionId,
    Guid GroupNoteId,
    string NoteType,
    string Status,
    Guid AuthorId,
    string? AuthorName,
    DateTimeOffset SessionEndsAt,
    DateTimeOffset DueAt,
    DateTimeOffset CreatedAt,
    bool LateEntry,
    long Version);

public static class ListNotes
{
    private const int SearchLengthMax = 200;

    private static readonly Dictionary<string, string[]> Filters = new()
    {
        ["draft"] = [NoteState.Draft.ToCode()],
        ["awaiting-cosign"] = [NoteState.AwaitingCosign.ToCode()],
        // Cosigned notes are signed, too.
        ["signed"] = [NoteState.Signed.ToCode(), NoteState.Cosigned.ToCode()],
    };

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/notes", HandleAsync)
        .WithName(nameof(ListNotes))
        .WithTags("Notes")
        .WithSummary(
            "Lists notes of the caller's sites, the oldest first, of one site, episode or session where asked; status is draft, "
            + "awaiting-cosign or signed; search finds notes that hold all of its words, addenda included.")
        .RequireRoles(Roles.Clinicians)
        .Audited("note.list")
        .ReadsChart("notes")
        .OpensInEmergency()
        .Produces<Page<NoteSummary>>()
        .ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        string? status, Guid? siteId, Guid? episodeId, Guid? sessionId, string? search, string? cursor, int? limit, TenantDatabase db,
        ChartReads reads, CancellationToken cancellationToken)
    {
        string[]? states = null;
        if (status is not null && !Filters.TryGetValue(status, out states))
        {
            return Problems.Field("status", Codes.OneOf([.. Filters.Keys]));
        }

        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        var words = search is null ? null : SearchableText.Of(search);
        if (search?.Length > SearchLengthMax || words is { Count: 0 })
        {
            return Problems.Field("search", $"Give up to {SearchLengthMax} characters with a word of at least {SearchWords.LengthMin} letters that says something.");
        }

        var size = Cursor.Limit(limit);
        var notes = await db.QueryAsync<NoteSummary>(
            """
            select n.id, n.episode_id, n.patient_id,
                coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name as patient_name, n.site_id, n.session_id,
                n.group_note_id, n.note_type, n.status, n.author_id, s.display_name as author_name, n.session_ends_at,
                n.session_ends_at + $7 as due_at, n.created_at, n.late_entry, n.version
            from notes n
            left join patients p on p.organization_id = n.organization_id and p.id = n.patient_id
            left join staff s on s.organization_id = n.organization_id and s.id = n.author_id
            where ($1::text[] is null or n.status = any($1)) and ($2::uuid is null or n.site_id = $2)
                and ($3::uuid is null or n.episode_id = $3) and ($9::uuid is null or n.session_id = $9)
                and ($8::bytea[] is null or n.id in (
                    select t.note_id from note_tokens t where t.token = any($8) group by t.note_id having count(*) = cardinality($8)))
                and ($4::timestamptz is null or (n.created_at, n.id) > ($4, $5::uuid))
            order by n.created_at, n.id limit $6
            """,
            [states, siteId, episodeId, after?.At, after?.Id, size + 1, NoteLifecycle.SignWithin, words, sessionId],
            cancellationToken);
        if (words is not null)
        {
            // What was looked for is not written down: it may say what the note says.
            await db.Write()
                .Audit("note-search", db.Caller.OrganizationId, details: new { words = words.Count, found = Math.Min(notes.Count, size) })
                .CommitAsync(cancellationToken);
        }

        var page = Cursor.Cut(notes, size, note => TimeCursor.Of(note.CreatedAt, note.Id));
        await reads.RecordAsync(page.Items.Select(note => note.PatientId), "notes", cancellationToken);
        return TypedResults.Ok(page);
    }
}
