using System.Security.Claims;

namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>Who asks: one person or system, acting for exactly one organization.</summary>
/// <param name="Subject">The token's subject: a person's id, a client id, or a service's name.</param>
/// <param name="SiteIds">The sites the caller reaches; null means all sites of the organization.</param>
/// <param name="PatientId">Set for patients: they reach their own rows only.</param>
public sealed record Caller(
    Guid OrganizationId,
    string Subject,
    IReadOnlyList<string> Roles,
    IReadOnlyList<Guid>? SiteIds,
    Guid? PatientId)
{
    /// <summary>A service acting on an event, with the reach of its whole organization.</summary>
    public static Caller Service(Guid organizationId, string name) => new(organizationId, name, [], null, null);

    /// <summary>Null when the token names no organization.</summary>
    public static Caller? From(ClaimsPrincipal user)
    {
        if (!Guid.TryParse(user.FindFirstValue(CallerClaims.Organization), out var organization)
            || user.FindFirstValue(CallerClaims.Subject) is not { } subject)
        {
            return null;
        }

        var sites = user.FindAll(CallerClaims.Site).Select(claim => claim.Value).ToArray();
        return new Caller(
            organization,
            subject,
            [.. user.FindAll(CallerClaims.Role).Select(claim => claim.Value)],
            sites.Contains(CallerClaims.AllSites) ? null : [.. sites.Select(Guid.Parse)],
            Guid.TryParse(user.FindFirstValue(CallerClaims.Patient), out var patient) ? patient : null);
    }

    public bool Is(string role) => Roles.Contains(role);

    /// <summary>The staff member's id, where the subject is a person.</summary>
    public Guid? StaffId => Guid.TryParse(Subject, out var id) && PatientId is null ? id : null;

    public bool Reaches(Guid siteId) => SiteIds is null || SiteIds.Contains(siteId);
}
