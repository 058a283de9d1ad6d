using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Domain;

/// <summary>What a decision about a membership is made on.</summary>
/// <param name="SiteIds">Null reaches all sites of the organization.</param>
public sealed record StaffScope(Guid PersonId, IReadOnlyList<string> Roles, IReadOnlyList<Guid>? SiteIds, bool Active);

public enum StaffVerdict
{
    Allowed,

    /// <summary>The member works at sites that the caller does not reach, or at all; answered as if there were none.</summary>
    OutOfReach,

    /// <summary>Nobody changes their own membership, so nobody can lock themselves out or raise themselves.</summary>
    Own,

    /// <summary>The member holds, or would get, a role that the caller may not give.</summary>
    RoleNotTheirs,

    /// <summary>The member would reach sites that the caller does not.</summary>
    SitesNotTheirs,

    /// <summary>Nobody could manage the organization any more.</summary>
    LastAdministrator,
}

/// <summary>
/// Who may manage whom. An administrator gives every role; a site manager manages the people who run a site, at their own sites.
/// Everybody else, compliance officers included, at most looks.
/// </summary>
public static class StaffRules
{
    /// <summary>What a site manager may give and take.</summary>
    public static readonly string[] OfSiteManagers = [Roles.IntakeCoordinator, Roles.Therapist, Roles.SiteManager];

    /// <param name="present">Null for somebody new.</param>
    /// <param name="wanted">What the membership is to be; equal to <paramref name="present"/> where it stays as it is.</param>
    /// <param name="otherAdministrators">Active administrators besides this member.</param>
    public static StaffVerdict Decide(Caller caller, StaffScope? present, StaffScope wanted, int otherAdministrators)
    {
        var gives = caller.Is(Roles.Administrator) ? Roles.Memberships : OfSiteManagers;
        if (present is not null && !Reaches(caller, present.SiteIds)) return StaffVerdict.OutOfReach;
        if (wanted.PersonId == caller.StaffId) return StaffVerdict.Own;
        if (wanted.Roles.Union(present?.Roles ?? []).Except(gives).Any()) return StaffVerdict.RoleNotTheirs;
        if (!Reaches(caller, wanted.SiteIds)) return StaffVerdict.SitesNotTheirs;
        return present is not null && IsAdministrator(present) && !IsAdministrator(wanted) && otherAdministrators == 0
            ? StaffVerdict.LastAdministrator
            : StaffVerdict.Allowed;
    }

    /// <summary>Whether all of the member's sites are the caller's, too.</summary>
    public static bool Reaches(Caller caller, IReadOnlyList<Guid>? siteIds) =>
        caller.SiteIds is null || siteIds is not null && siteIds.All(caller.Reaches);

    public static bool IsAdministrator(StaffScope member) => member.Active && member.Roles.Contains(Roles.Administrator);
}
