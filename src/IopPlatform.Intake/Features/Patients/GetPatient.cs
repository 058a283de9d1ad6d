using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Patients;

public sealed record PatientDetails(
    Guid Id,
    Guid SiteId,
    string GivenName,
    string FamilyName,
    string? PreferredName,
    DateOnly BirthDate,
    string? SexAtBirth,
    string Language,
    PatientContactPoints ContactPoints,
    IReadOnlyList<PatientCoverage> Coverages,
    IReadOnlyList<PatientAuthorization> Authorizations);

/// <param name="Reach">What became of messages to the patient, by channel.</param>
/// <param name="Version">What the ETag of the patient counts.</param>
public sealed record PatientContactPoints(
    string? Email, string? Phone, string PreferredChannel, IReadOnlyList<ChannelReach> Reach, long Version);

/// <param name="Failing">True when the newest attempt failed.</param>
public sealed record ChannelReach(
    string Channel, DateTimeOffset? LastReachedAt, DateTimeOffset? LastFailedAt, string? FailureReason, bool Failing);

public sealed record PatientCoverage(Guid Id, string Payer, string? MemberId, string Kind, DateOnly EffectiveFrom);

public sealed record PatientAuthorization(Guid Id, string Payer, string Number, int UnitsApproved, DateOnly From, DateOnly To);

/// <summary>Who the patient is, how to reach them, and who pays.</summary>
public static class GetPatient
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}", HandleAsync)
        .WithName(nameof(GetPatient))
        .WithTags("Patients")
        .WithSummary("Shows a patient with contact points, coverages and authorizations. The ETag is that of the contact points.")
        .RequireRoles(
            Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager, Roles.Patient)
        .Audited("patient.get")
        .ReadsChart("patient")
        .OpensInEmergency()
        .Produces<PatientDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<Row>(
            """
            select p.id, p.site_id, p.given_name, p.family_name, p.preferred_name, p.birth_date, p.sex_at_birth, p.language,
                   c.email, c.phone, c.preferred_channel, c.version
            from patients p join contact_points c on c.organization_id = p.organization_id and c.patient_id = p.id
            where p.id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("patient");

        await reads.RecordAsync(id, "patient", cancellationToken);
        var reach = await db.QueryAsync<ChannelReach>(
            """
            select channel, last_reached_at, last_failed_at, failure_reason,
                   coalesce(last_failed_at > coalesce(last_reached_at, '-infinity'), false) as failing
            from contact_reach where patient_id = $1 order by channel
            """,
            [id],
            cancellationToken);
        var coverages = await db.QueryAsync<PatientCoverage>(
            "select id, payer, member_id, kind, effective_from from coverages where patient_id = $1 order by effective_from, id",
            [id],
            cancellationToken);
        var authorizations = await db.QueryAsync<PatientAuthorization>(
            """
            select id, payer, number, units_approved, valid_from as "from", valid_to as "to"
            from authorizations where patient_id = $1 order by valid_from, id
            """,
            [id],
            cancellationToken);
        response.SetEntityTag(row.Version);
        return TypedResults.Ok(new PatientDetails(
            row.Id, row.SiteId, row.GivenName, row.FamilyName, row.PreferredName, row.BirthDate, row.SexAtBirth, row.Language,
            new PatientContactPoints(row.Email, row.Phone, row.PreferredChannel, reach, row.Version), coverages, authorizations));
    }

    private sealed record Row(
        Guid Id,
        Guid SiteId,
        string GivenName,
        string FamilyName,
        string? PreferredName,
        DateOnly BirthDate,
        string? SexAtBirth,
        string Language,
        string? Email,
        string? Phone,
        string PreferredChannel,
        long Version);
}
