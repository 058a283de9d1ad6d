using System.Security.Cryptography;
using System.Text;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Patients;

public sealed record PortalInvitationIssued(PortalInvitation Invitation);

/// <param name="Code">Shown this once; hand it to the patient in person or by telephone.</param>
public sealed record PortalInvitation(string Code, DateTimeOffset ExpiresAt);

/// <summary>Invites a patient to the portal with a one-time code, of which only the hash is kept and travels.</summary>
public static class InviteToPortal
{
    /// <summary>Letters and digits that cannot be mistaken for each other (Crockford's base 32).</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>20 characters of 5 bits make 100 bits; at least 80 are required.</summary>
    private const int CodeLength = 20;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/patients/{id:guid}/portal-invitation", HandleAsync)
        .WithName(nameof(InviteToPortal))
        .WithTags("Patients")
        .WithSummary("Issues a one-time code for the portal, shown once. Each call replaces the former code.")
        .RequireRoles(Roles.IntakeCoordinator)
        .Audited("portal.invite")
        .Produces<PortalInvitationIssued>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, HttpResponse response, CancellationToken cancellationToken)
    {
        var patient = await db.QuerySingleAsync<Row>(
            """
            select p.site_id, p.given_name, p.family_name, p.preferred_name, p.birth_date, c.email, coalesce(i.version, 0) as version
            from patients p
            join contact_points c on c.organization_id = p.organization_id and c.patient_id = p.id
            left join portal_invitations i on i.organization_id = p.organization_id and i.patient_id = p.id
            where p.id = $1
            """,
            [id],
            cancellationToken);
        if (patient is null) return Problems.NotFound("patient");
        if (patient.Email is null)
            return Problems.Rule("email-missing", "The patient signs in by e-mail address; enter one first.", "email");

        var write = db.Write();
        var code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        var expiresAt = write.Now + Lifetime;
        await write
            .ChangeOne(
                """
                insert into portal_invitations as i
                    (organization_id, patient_id, site_id, email, code_hash, issued_at, expires_at, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8 + 1)
                on conflict (organization_id, patient_id) do update
                set email = excluded.email, code_hash = excluded.code_hash, issued_at = excluded.issued_at,
                    expires_at = excluded.expires_at, version = excluded.version
                where i.version = $8
                """,
                write.Caller.OrganizationId, id, patient.SiteId, patient.Email, hash, write.Now, expiresAt, patient.Version)
            .Audit("portal-invitation", id, id)
            .Publish(new PortalAccessGranted
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = patient.Version + 1,
                OccurredAt = write.Now,
                PatientId = id,
                SiteId = patient.SiteId,
                Email = patient.Email,
                DisplayName = $"{patient.PreferredName ?? patient.GivenName} {patient.FamilyName}",
                BirthDate = patient.BirthDate,
                CodeHash = hash,
                ExpiresAt = expiresAt,
            })
            .CommitAsync(cancellationToken);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PortalInvitationIssued(new PortalInvitation(code, expiresAt)));
    }

    private sealed record Row(
        Guid SiteId, string GivenName, string FamilyName, string? PreferredName, DateOnly BirthDate, string? Email, long Version);
}
