using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Domain;

/// <summary>One organization that a person may act in, and as what. A token is made from exactly one.</summary>
/// <param name="SiteIds">Null reaches all sites of the organization.</param>
/// <param name="PatientId">Set where the person is a patient there; then the only role is patient.</param>
/// <param name="Active">False for memberships and accounts that have ended.</param>
public sealed record Reach(
    Guid OrganizationId,
    string OrganizationName,
    string DisplayName,
    IReadOnlyList<string> Roles,
    IReadOnlyList<Guid>? SiteIds,
    Guid? PatientId,
    bool Active)
{
    public Caller As(Guid personId) => new(OrganizationId, personId.ToString(), Roles, SiteIds, PatientId);
}

/// <summary>What an authorization request comes to, once the person is known.</summary>
public abstract record ReachChoice
{
    public sealed record Granted(Reach Reach) : ReachChoice;

    /// <summary>The person has several organizations and has named none.</summary>
    public sealed record Ambiguous(IReadOnlyList<Reach> Reaches) : ReachChoice;

    /// <summary>The person has no organization, or not the one that was named.</summary>
    public sealed record Refused : ReachChoice;

    /// <param name="organization">The request's <c>organization</c> parameter; null when it was not given.</param>
    public static ReachChoice Decide(IReadOnlyList<Reach> reaches, string? organization)
    {
        // Who works where they are a patient, too, acts there as staff: the two reaches are never mixed in one token.
        var choices = reaches.Where(reach => reach.Active)
            .GroupBy(reach => reach.OrganizationId)
            .Select(group => group.OrderBy(reach => reach.PatientId is not null).First())
            .OrderBy(reach => reach.OrganizationName, StringComparer.Ordinal)
            .ToList();
        if (!string.IsNullOrEmpty(organization))
        {
            return Guid.TryParse(organization, out var id) && choices.Find(reach => reach.OrganizationId == id) is { } named
                ? new Granted(named)
                : new Refused();
        }

        return choices switch
        {
            [] => new Refused(),
            [var only] => new Granted(only),
            _ => new Ambiguous(choices),
        };
    }
}
