using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>One row of <c>notes</c>.</summary>
public sealed record Note(
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
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    string Status,
    SealedText ClinicalText,
    string? ContentHash,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    bool LateEntry,
    Guid? CosignedBy,
    DateTimeOffset? CosignedAt,
    long Version)
{
    public NoteState State => NoteStates.FromCode(Status);

    public NoteBody Body => ClinicalText.Read<NoteBody>(ClinicalFields.Note, Id);

    public NoteActor ActorOf(Caller caller) => (caller.StaffId == AuthorId, caller.Is(Roles.MedicalDirector)) switch
    {
        (true, true) => NoteActor.AuthorWhoIsDirector,
        (false, true) => NoteActor.OtherDirector,
        (true, false) when caller.Is(Roles.Therapist) => NoteActor.Author,
        (false, false) when caller.Is(Roles.Therapist) => NoteActor.OtherTherapist,
        _ => NoteActor.Outsider,
    };

    /// <summary>The event of a signature that was given with this change, the next version.</summary>
    public NoteSigned ToSigned(WriteBatch write, bool cosignPending) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = Version + 1,
        OccurredAt = write.Now,
        NoteId = Id,
        EpisodeId = EpisodeId,
        PatientId = PatientId,
        SiteId = SiteId,
        SessionId = SessionId,
        NoteType = NoteType,
        AuthorId = AuthorId,
        CosignPending = cosignPending,
    };
}

public static class Notes
{
    public static Task<Note?> FindNoteAsync(this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Note>(
            """
            select id, episode_id, patient_id, site_id, group_note_id, session_id, note_type, session_starts_at, session_ends_at,
                attended_minutes, objective_id, author_id, created_at, status, clinical_text, content_hash, signed_by, signed_at,
                late_entry, cosigned_by, cosigned_at, version
            from notes where id = $1
            """,
            [id],
            cancellationToken);

    /// <summary>The other participants of the note's session, by name.</summary>
    public static async Task<OtherPatients> OtherPatientsAsync(
        this TenantDatabase db, Note note, CancellationToken cancellationToken)
    {
        var names = await db.QueryAsync<Participant>(
            """
            select p.id, p.given_name, p.family_name, p.preferred_name
            from attendance a join patients p on p.organization_id = a.organization_id and p.id = a.patient_id
            where a.session_id = $1
            """,
            [note.SessionId],
            cancellationToken);
        var own = names.FirstOrDefault(name => name.Id == note.PatientId)?.Name;
        return new OtherPatients(own, names.Where(name => name.Id != note.PatientId).Select(name => name.Name), []);
    }

    private sealed record Participant(Guid Id, string GivenName, string FamilyName, string? PreferredName)
    {
        public PatientName Name => new(GivenName, FamilyName, PreferredName);
    }
}
