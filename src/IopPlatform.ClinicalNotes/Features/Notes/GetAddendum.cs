using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Notes;

public sealed record AddendumDetails(
    Guid Id, Guid NoteId, Guid AuthorId, DateTimeOffset SignedAt, string Text, string ContentHash);

internal sealed record AddendumRow(
    Guid Id, Guid NoteId, Guid PatientId, Guid AuthorId, DateTimeOffset SignedAt, SealedText ClinicalText, string ContentHash)
{
    public const string Select =
        "select id, note_id, patient_id, author_id, signed_at, clinical_text, content_hash from addenda";

    public AddendumDetails ToDetails() =>
        new(Id, NoteId, AuthorId, SignedAt, ClinicalText.Read<PlainText>(ClinicalFields.Addendum, Id).Text, ContentHash);
}

public static class GetAddendum
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/addenda/{id:guid}", HandleAsync)
        .WithName(nameof(GetAddendum))
        .WithTags("Notes")
        .WithSummary("Shows one addendum.")
        .RequireRoles(Roles.Clinicians)
        .Audited("addendum.read")
        .ReadsChart("note")
        .OpensInEmergency()
        .Produces<AddendumDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleAsync<AddendumRow>($"{AddendumRow.Select} where id = $1", [id], cancellationToken) is not { } row)
        {
            return Problems.NotFound("addendum");
        }

        await reads.RecordAsync(row.PatientId, "note", cancellationToken);
        return TypedResults.Ok(row.ToDetails());
    }
}
