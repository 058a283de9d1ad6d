using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Testing;

/// <summary>Callers for tests.</summary>
public static class Callers
{
    public static Guid NewOrganization() => Guid.CreateVersion7();

    /// <summary>A staff member with the role who reaches all sites of the organization.</summary>
    public static Caller Staff(Guid organizationId, params string[] roles) =>
        new(organizationId, Guid.CreateVersion7().ToString(), roles, null, null);

    /// <summary>A staff member who reaches the given sites only.</summary>
    public static Caller StaffOf(Guid organizationId, IReadOnlyList<Guid> siteIds, params string[] roles) =>
        new(organizationId, Guid.CreateVersion7().ToString(), roles, siteIds, null);

    public static Caller Patient(Guid organizationId, Guid patientId) =>
        new(organizationId, Guid.CreateVersion7().ToString(), [Roles.Patient], null, patientId);

    public static Caller Partner(Guid organizationId) => new(organizationId, "demo-partner", [Roles.Partner], null, null);
}
