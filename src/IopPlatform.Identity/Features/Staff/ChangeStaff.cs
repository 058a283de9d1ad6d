using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.Sessions;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <param name="SiteIds">Empty reaches all sites of the organization.</param>
/// <param name="Active">False ends the membership: refresh tokens at once, access tokens within ten minutes.</param>
public sealed record ChangeStaffRequest(
    string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid> SiteIds, string? Credential, bool NeedsCosign, bool Active)
    : IStaffFields;

/// <summary>Replaces a membership's name, roles, sites and credential, or ends it.</summary>
public static class ChangeStaff
{
    private sealed class Validator : AbstractValidator<ChangeStaffRequest>
    {
        public Validator() => Include(new StaffFieldsValidator());
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/staff/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeStaff)).WithTags("Staff")
        .WithSummary("Replaces a staff member's name, roles, sites and credential, or ends the membership. Needs If-Match.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager)
        .Audited("staff.change")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, ChangeStaffRequest request, HttpRequest http, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!http.TryGetSeenVersion(out var seen, out var problem)) return problem!;
        if (await Membership.FindAsync(db, id, cancellationToken) is not { } present) return Problems.NotFound("staff member");
        var wanted = present with
        {
            DisplayName = request.DisplayName.Trim(),
            Roles = [.. request.Roles.Distinct()],
            SiteIds = [.. request.SiteIds.Distinct()],
            Credential = request.Credential,
            NeedsCosign = request.NeedsCosign,
            Active = request.Active,
            Version = seen + 1,
        };
        var others = await Membership.OtherAdministratorsAsync(db, id, cancellationToken);
        if (Membership.Refusal(StaffRules.Decide(db.Caller, present.Scope, wanted.Scope, others)) is { } refusal) return refusal;
        if (!await Membership.SitesExistAsync(db, wanted.SiteIds, cancellationToken))
        {
            return Problems.Field("siteIds", "One of these sites does not exist.");
        }

        var write = Change(db.Write(), present, wanted, seen);
        await write.CommitAsync(cancellationToken);
        http.HttpContext.Response.SetEntityTag(wanted.Version);
        return TypedResults.NoContent();
    }

    private static WriteBatch Change(WriteBatch write, Membership present, Membership wanted, long seen)
    {
        var endsAdministrator = StaffRules.IsAdministrator(present.Scope) && !StaffRules.IsAdministrator(wanted.Scope);
        if (endsAdministrator)
        {
            // Two administrators who end each other at the same moment: the second waits for the first, and finds itself the last.
            write.Add("select pg_advisory_xact_lock(hashtextextended('last administrator ' || $1, 0))", write.Caller.OrganizationId.ToString());
        }

        write.ChangeOne(
            """
            update memberships
            set display_name = $3, roles = $4, site_ids = nullif($5::uuid[], array[]::uuid[]), credential = $6::text, needs_cosign = $7,
                active = $8, version = version + 1
            where person_id = $1 and version = $2
            """,
            present.PersonId, seen, wanted.DisplayName, wanted.Roles, wanted.SiteIds, wanted.Credential, wanted.NeedsCosign, wanted.Active);
        if (endsAdministrator)
        {
            write.Add("select iop.must_be_one(least(count(*), 1)) from memberships where active and 'administrator' = any (roles)");
        }

        if (!wanted.Active)
        {
            write.Add("delete from staff_invitations where person_id = $1", present.PersonId)
                .Add("delete from external_sign_in_invitations where person_id = $1", present.PersonId)
                .EndSessionsHere(present.PersonId);
        }

        return write
            .Audit("staff", present.PersonId, details: new { wanted.Roles, wanted.SiteIds, wanted.Active, former = new { present.Roles, present.SiteIds, present.Active } })
            .Publish(wanted.Changed(write));
    }
}
