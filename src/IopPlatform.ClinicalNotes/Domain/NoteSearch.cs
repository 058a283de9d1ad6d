using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>Keeps what notes are found by: the tokens of their words, in the transaction that writes the text.</summary>
internal static class NoteSearch
{
    /// <summary>Adds the words of a new note, or of an addendum to it.</summary>
    public static WriteBatch AddWords(this WriteBatch write, Guid noteId, Guid siteId, Guid patientId, string text) => write.Add(
        """
        insert into note_tokens (organization_id, token, note_id, site_id, patient_id)
        select $1, token, $2, $3, $4 from unnest($5) as token on conflict do nothing
        """,
        write.Caller.OrganizationId, noteId, siteId, patientId, SearchableText.Of(text));

    /// <summary>The words of a draft that was edited, in place of the former ones.</summary>
    public static WriteBatch ReplaceWords(this WriteBatch write, Note note, string text) => write
        .Add("delete from note_tokens where note_id = $1", note.Id)
        .AddWords(note.Id, note.SiteId, note.PatientId, text);
}
