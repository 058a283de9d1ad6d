using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>A staff member as those see them who manage people.</summary>
/// <param name="SiteIds">Empty means all sites of the organization.</param>
/// <param name="HasPassword">False until the invitation was accepted.</param>
/// <param name="HasSecondFactor">False until one was enrolled, at the first sign-in.</param>
/// <param name="Locked">True for a quarter of an hour after five wrong passwords or codes.</param>
/// <param name="InvitedUntil">Set while a one-time link is open.</param>
public sealed record StaffMemberDetails(
    Guid Id,
    string DisplayName,
    string Email,
    IReadOnlyList<string> Roles,
    IReadOnlyList<Guid> SiteIds,
    string? Credential,
    bool NeedsCosign,
    bool Active,
    bool HasPassword,
    bool HasSecondFactor,
    bool Locked,
    DateTimeOffset? InvitedUntil);

public static class GetStaffMember
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/staff/{id:guid}", HandleAsync)
        .WithName(nameof(GetStaffMember)).WithTags("Staff")
        .WithSummary("Shows a staff member with e-mail and state of the account. The ETag is for changing the membership.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager, Roles.ComplianceOfficer)
        .Audited("staff.show")
        .ReadsNoChart("A colleague.")
        .Produces<StaffMemberDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpResponse response, TenantDatabase db, TimeProvider time, CancellationToken cancellationToken)
    {
        var rows = await StaffRow.ReadAsync(db, "m.person_id = $3", time.GetUtcNow(), cancellationToken, id);
        if (rows is not [var row]) return Problems.NotFound("staff member");
        response.SetEntityTag(row.Version);
        return TypedResults.Ok(row.Details);
    }
}

/// <summary>A membership beside what is known of the person's account.</summary>
internal sealed record StaffRow(
    Guid PersonId,
    string DisplayName,
    string Email,
    string[] Roles,
    Guid[] SiteIds,
    string? Credential,
    bool NeedsCosign,
    bool Active,
    long Version,
    bool HasPassword,
    bool HasSecondFactor,
    bool Locked,
    DateTimeOffset? InvitedUntil)
{
    public StaffMemberDetails Details => new(
        PersonId, DisplayName, Email, Roles, SiteIds, Credential, NeedsCosign, Active, HasPassword, HasSecondFactor, Locked, InvitedUntil);

    /// <summary>Those whose sites are all within the caller's reach.</summary>
    /// <param name="condition">Further condition and order; $1 and $2 are taken.</param>
    public static Task<IReadOnlyList<StaffRow>> ReadAsync(
        TenantDatabase db, string condition, DateTimeOffset now, CancellationToken cancellationToken, params object?[] parameters) =>
        db.QueryAsync<StaffRow>(
            $"""
            select m.person_id, m.display_name, m.email, m.roles, coalesce(m.site_ids, array[]::uuid[]) as site_ids, m.credential,
                   m.needs_cosign, m.active, m.version, p.password_hash is not null as has_password,
                   exists (select 1 from auth.totp t where t.person_id = m.person_id)
                       or exists (select 1 from auth.person_passkeys k where k.user_id = m.person_id) as has_second_factor,
                   coalesce(p.lockout_end > $1, false) as locked,
                   (select i.expires_at from staff_invitations i where i.person_id = m.person_id and i.expires_at > $1) as invited_until
            from memberships m join auth.people p on p.id = m.person_id
            where ($2::uuid[] is null or m.site_ids <@ $2::uuid[]) and {condition}
            """,
            [now, db.Caller.SiteIds?.ToArray(), .. parameters],
            cancellationToken);
}
