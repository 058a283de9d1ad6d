using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Identity.Domain;

/// <summary>A staff member's row.</summary>
/// <param name="SiteIds">Empty reaches all sites.</param>
internal sealed record Membership(
    Guid PersonId,
    string DisplayName,
    string Email,
    string[] Roles,
    Guid[] SiteIds,
    string? Credential,
    bool NeedsCosign,
    bool Active,
    long Version)
{
    public const string Columns =
        "person_id, display_name, email, roles, coalesce(site_ids, array[]::uuid[]) as site_ids, credential, needs_cosign, active, version";

    public StaffScope Scope => new(PersonId, Roles, SiteIds.Length == 0 ? null : SiteIds, Active);

    public static Task<Membership?> FindAsync(TenantDatabase db, Guid personId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Membership>($"select {Columns} from memberships where person_id = $1", [personId], cancellationToken);

    public static async Task<int> OtherAdministratorsAsync(TenantDatabase db, Guid personId, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<int>(
            "select count(*)::int from memberships where active and 'administrator' = any (roles) and person_id <> $1",
            [personId],
            cancellationToken);

    /// <summary>Whether every named site is one of the organization's, within the caller's reach.</summary>
    public static async Task<bool> SitesExistAsync(TenantDatabase db, IReadOnlyList<Guid> siteIds, CancellationToken cancellationToken) =>
        await db.QuerySingleAsync<int>(
            "select count(*)::int from sites where id = any ($1)", [siteIds.ToArray()], cancellationToken) == siteIds.Distinct().Count();

    /// <summary>The answer to a decision that is not <see cref="StaffVerdict.Allowed"/>; null for that.</summary>
    public static IResult? Refusal(StaffVerdict verdict) => verdict switch
    {
        StaffVerdict.Allowed => null,
        StaffVerdict.OutOfReach => Problems.NotFound("staff member"),
        StaffVerdict.Own => Problems.Rule("own-membership", "Nobody changes their own membership. Ask another administrator."),
        StaffVerdict.RoleNotTheirs => Problems.Rule(
            "role-not-yours", "The member holds, or would get, a role that only an administrator gives or takes.", "roles"),
        StaffVerdict.SitesNotTheirs => Problems.Rule("sites-not-yours", "The member would reach sites that you do not.", "siteIds"),
        StaffVerdict.LastAdministrator => Problems.Rule(
            "last-administrator", "This is the organization's last administrator. Make somebody else one first.", "roles"),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    public StaffChanged Changed(WriteBatch write) => new()
    {
        OrganizationId = write.Caller.OrganizationId,
        Version = Version,
        OccurredAt = write.Now,
        StaffId = PersonId,
        DisplayName = DisplayName,
        Email = Email,
        Roles = Roles,
        SiteIds = SiteIds,
        Credential = Credential,
        NeedsCosign = NeedsCosign,
        Active = Active,
    };
}
