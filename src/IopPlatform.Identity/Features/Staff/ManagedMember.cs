using IopPlatform.Identity.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>Finds the member whose account somebody wants to help with, and says whether they may.</summary>
internal static class ManagedMember
{
    public static async Task<(Membership? Member, IResult? Refusal)> FindAsync(
        TenantDatabase db, Guid id, CancellationToken cancellationToken)
    {
        if (await Membership.FindAsync(db, id, cancellationToken) is not { } member) return (null, Problems.NotFound("staff member"));
        return (member, Membership.Refusal(StaffRules.Decide(db.Caller, member.Scope, member.Scope, otherAdministrators: 0)));
    }

    /// <summary>
    /// A person's password and factors open every organization they belong to. So one organization alone changes them only for
    /// people of its own; others recover by themselves.
    /// </summary>
    public static async Task<IResult?> BelongsElsewhereAsync(
        SignInDirectory directory, TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        (await directory.ReachesOfAsync(id, cancellationToken)).Any(reach => reach.OrganizationId != db.Caller.OrganizationId)
            ? Problems.Rule("belongs-elsewhere", "This person has an account with another organization, too, and keeps its password and second factor.")
            : null;
}
