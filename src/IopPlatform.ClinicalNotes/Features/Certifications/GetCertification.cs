using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Certifications;

/// <param name="NextDueOn">The last day that the certification covers.</param>
public sealed record CertificationDetails(
    Guid Id,
    Guid EpisodeId,
    DateOnly CertifiedOn,
    DateOnly NextDueOn,
    Guid PhysicianId,
    DateTimeOffset CertifiedAt,
    string Statement);

public static class GetCertification
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/certifications/{id:guid}", HandleAsync)
        .WithName(nameof(GetCertification))
        .WithTags("Certifications")
        .WithSummary("Shows one certification.")
        .RequireRoles(Roles.Clinicians)
        .Audited("certification.read")
        .ReadsChart("certification")
        .OpensInEmergency()
        .Produces<CertificationDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<Row>(
            """
            select id, episode_id, patient_id, certified_on, next_due_on, physician_id, certified_at, clinical_text
            from certifications where id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("certification");
        await reads.RecordAsync(row.PatientId, "certification", cancellationToken);
        return TypedResults.Ok(new CertificationDetails(
            row.Id, row.EpisodeId, row.CertifiedOn, row.NextDueOn, row.PhysicianId, row.CertifiedAt,
            row.ClinicalText.Read<PlainText>(ClinicalFields.Certification, row.Id).Text));
    }

    private sealed record Row(
        Guid Id, Guid EpisodeId, Guid PatientId, DateOnly CertifiedOn, DateOnly NextDueOn, Guid PhysicianId,
        DateTimeOffset CertifiedAt, SealedText ClinicalText);
}
