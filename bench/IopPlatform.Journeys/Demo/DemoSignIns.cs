namespace IopPlatform.Journeys.Demo;

/// <param name="Who">The role, in words.</param>
/// <param name="Where">The site or organization that the membership reaches.</param>
public sealed record DemoSignIn(string Who, string Where, string Email);

/// <summary>Whom a newcomer may sign in as; all with the one demo password.</summary>
public static class DemoSignIns
{
    public static IReadOnlyList<DemoSignIn> All { get; } =
    [
        .. DemoSite.All.SelectMany(site => new DemoSignIn[]
        {
            new("intake coordinator", site.Name, site.IntakeCoordinator),
            new("therapist", site.Name, site.Therapist),
            new("therapist, cosigned", site.Name, site.AssociateTherapist),
            new("site manager", site.Name, site.Manager),
        }),
        .. DemoSite.All.DistinctBy(site => site.Domain).SelectMany(site => new DemoSignIn[]
        {
            new("medical director", Organization(site), site.MedicalDirector),
            new("utilization reviewer", Organization(site), site.UtilizationReviewer),
            new("compliance officer", Organization(site), $"compliance@{site.Domain}.example"),
            new("administrator", Organization(site), $"admin@{site.Domain}.example"),
        }),
    ];

    private static string Organization(DemoSite site) => $"all of {site.Name.Split(' ')[0]}";
}
