using FluentValidation;
using IopPlatform.Clinical.Program;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ClinicalNotes.Features.Certifications;

/// <param name="Statement">Why the program is needed, in the physician's words.</param>
public sealed record CertifyEpisodeRequest(DateOnly CertifiedOn, string Statement);

public static class CertifyEpisode
{
    private const int StatementLengthMax = 4000;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/episodes/{episodeId:guid}/certifications", HandleAsync)
        .WithName(nameof(CertifyEpisode))
        .WithTags("Certifications")
        .WithSummary("Certifies, or recertifies, that the patient needs the program.")
        .RequireRoles(Roles.MedicalDirector)
        .Audited("certification.give")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/clinical-notes/certifications/{id}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, CertifyEpisodeRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.FindChartAsync(episodeId, cancellationToken) is not { } chart) return Problems.NotFound("episode");
        if (chart.ClosedProblem() is { } closed) return closed;
        var write = db.Write();
        if (request.CertifiedOn > chart.Today(write.Now))
        {
            return Problems.Field("certifiedOn", "A certification cannot be dated ahead.");
        }

        var former = await db.QuerySingleAsync<FormerCertification>(
            "select version, certified_on from certifications where episode_id = $1 order by version desc limit 1",
            [episodeId],
            cancellationToken);
        if (request.CertifiedOn < former?.CertifiedOn)
        {
            return Problems.Rule(
                "certification-older", $"The last certification is of {former.CertifiedOn:yyyy-MM-dd}.", "certifiedOn");
        }

        var id = Guid.CreateVersion7(write.Now);
        var certified = ToEvent(write, chart, request.CertifiedOn, (former?.Version ?? 0) + 1);
        write
            .Created(id)
            .Add(
                """
                insert into certifications (organization_id, id, site_id, patient_id, episode_id, version, certified_on,
                    next_due_on, physician_id, certified_at, clinical_text)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                """,
                write.Caller.OrganizationId, id, chart.SiteId, chart.PatientId, episodeId, certified.Version,
                certified.CertifiedOn, certified.NextDueOn, certified.PhysicianId, write.Now,
                ClinicalFields.Certification.SealJson(id, new PlainText(request.Statement)))
            .Audit("certification", id, chart.PatientId)
            .Publish(certified);
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "certification_version")
        {
            return EntityTag.Stale();
        }

        return TypedResults.Created($"/api/clinical-notes/certifications/{id}", new Created(id));
    }

    private static CertificationChanged ToEvent(WriteBatch write, Chart chart, DateOnly certifiedOn, long version) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = version,
        OccurredAt = write.Now,
        EpisodeId = chart.EpisodeId,
        PatientId = chart.PatientId,
        SiteId = chart.SiteId,
        CertifiedOn = certifiedOn,
        NextDueOn = Certification.NextDue(certifiedOn),
        PhysicianId = write.Caller.Clinician(),
    };

    private sealed record FormerCertification(long Version, DateOnly CertifiedOn);

    private sealed class Validator : AbstractValidator<CertifyEpisodeRequest>
    {
        public Validator()
        {
            RuleFor(certification => certification.CertifiedOn).NotEmpty();
            RuleFor(certification => certification.Statement).NotEmpty().MaximumLength(StatementLengthMax);
        }
    }
}
