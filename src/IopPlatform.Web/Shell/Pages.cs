using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Web.Shell;

/// <summary>Says whose page it is. Others are shown that it is not theirs; the gateway refuses them its data anyway.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ForRolesAttribute(params string[] roles) : Attribute
{
    public IReadOnlyList<string> Roles { get; } = roles;
}

/// <summary>A page that navigation and the command palette lead to.</summary>
/// <param name="Name">English, the key of its translation.</param>
/// <param name="Key">The letter after <c>g</c>.</param>
public sealed record PageEntry(string Path, string Name, string Icon, char Key, IReadOnlyList<string> Roles);

public static class Pages
{
    public static readonly IReadOnlyList<PageEntry> All =
    [
        new("/today", "Today", MudBlazor.Icons.Material.Outlined.Today, 't', PageRoles.Today),
        new("/referrals", "Referrals", MudBlazor.Icons.Material.Outlined.Inbox, 'r', PageRoles.Referrals),
        new("/patients", "Patients", MudBlazor.Icons.Material.Outlined.PeopleAlt, 'p', PageRoles.Patients),
        new("/notes", "Notes", MudBlazor.Icons.Material.Outlined.EditNote, 'n', PageRoles.Notes),
        new("/board", "Site board", MudBlazor.Icons.Material.Outlined.Dashboard, 'b', PageRoles.Board),
    ];

    public static IEnumerable<PageEntry> Of(IEnumerable<string> roles) => All.Where(page => page.Roles.Intersect(roles).Any());
}

/// <summary>Who may open what, as the operations behind each page allow it.</summary>
public static class PageRoles
{
    public static readonly string[] Today = Roles.Memberships;

    public static readonly string[] Referrals =
        [Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager];

    public static readonly string[] Patients = Referrals;

    public static readonly string[] Notes = Roles.Clinicians;

    public static readonly string[] Board = Roles.Staff;
}
