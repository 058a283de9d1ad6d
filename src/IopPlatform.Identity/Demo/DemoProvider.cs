using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Demo;

/// <param name="SupportPhone">A number of the range that is set aside for fiction.</param>
public sealed record DemoOrganization(
    Guid Id, string Name, string SupportPhone, IReadOnlyList<DemoSite> Sites, IReadOnlyList<DemoMember> Members);

public sealed record DemoSite(Guid Id, string Name, string TimeZone, string Phone);

/// <param name="PersonId">The same in two organizations is the same person, with one password.</param>
/// <param name="SiteId">Null reaches all sites.</param>
public sealed record DemoMember(
    Guid PersonId,
    string DisplayName,
    string Email,
    string Role,
    Guid? SiteId,
    string? Credential = null,
    bool NeedsCosign = false);

/// <summary>
/// The provider that a newcomer meets: two organizations, their sites, and staff in every role. All of it is made up; the ids
/// never change.
/// </summary>
public static class DemoProvider
{
    private static readonly Guid SharedReviewer = Id(0xC0, 1);

    public static readonly DemoOrganization Harbor = new(
        Id(0xA0, 0),
        "Harbor Behavioral Health",
        "+1-212-555-0100",
        [
            new(Id(0xA1, 0), "Harbor New York", "America/New_York", "+1-212-555-0110"),
            new(Id(0xA2, 0), "Harbor Chicago", "America/Chicago", "+1-312-555-0120"),
            new(Id(0xA3, 0), "Harbor Denver", "America/Denver", "+1-303-555-0130"),
        ],
        [
            .. SiteStaff(0xA1, "newyork", "harbor", ["Nadia Brooks", "Omar Castillo", "June Whitfield", "Grace Lindqvist"]),
            .. SiteStaff(0xA2, "chicago", "harbor", ["Paul Okafor", "Rina Feldman", "Theo Marsh", "Irene Novak"]),
            .. SiteStaff(0xA3, "denver", "harbor", ["Lena Ortiz", "Sam Whitehorse", "Ava Lindgren", "Marcus Doyle"]),
            .. OrganizationStaff(0xA0, "harbor", ["Dr. Elena Vasquez", "Howard Kim", "Priya Raman", "Ruth Calloway"]),
            new(SharedReviewer, "Rowan Ellis", "rowan.ellis@reviewers.example", Roles.UtilizationReviewer, null, "RN"),
        ]);

    public static readonly DemoOrganization Prairie = new(
        Id(0xB0, 0),
        "Prairie Recovery Partners",
        "+1-602-555-0140",
        [new(Id(0xB1, 0), "Prairie Phoenix", "America/Phoenix", "+1-602-555-0150")],
        [
            .. SiteStaff(0xB1, "phoenix", "prairie", ["Carla Mendes", "Ben Alvarado", "Mia Thornton", "Dale Hutchins"]),
            .. OrganizationStaff(0xB0, "prairie", ["Dr. Samuel Reyes", "Joan Petersen", "Victor Lang", "Alma Whitaker"]),
            new(SharedReviewer, "Rowan Ellis", "rowan.ellis@reviewers.example", Roles.UtilizationReviewer, null, "RN"),
        ]);

    public static readonly IReadOnlyList<DemoOrganization> Organizations = [Harbor, Prairie];

    private static DemoMember[] SiteStaff(byte place, string city, string domain, string[] names) =>
    [
        new(Id(place, 1), names[0], $"intake.{city}@{domain}.example", Roles.IntakeCoordinator, Id(place, 0), "LMSW"),
        new(Id(place, 2), names[1], $"therapist1.{city}@{domain}.example", Roles.Therapist, Id(place, 0), "LCSW"),
        new(
            Id(place, 3), names[2], $"therapist2.{city}@{domain}.example", Roles.Therapist, Id(place, 0), "LPC-A",
            NeedsCosign: true),
        new(Id(place, 4), names[3], $"manager.{city}@{domain}.example", Roles.SiteManager, Id(place, 0)),
    ];

    private static DemoMember[] OrganizationStaff(byte place, string domain, string[] names) =>
    [
        new(Id(place, 1), names[0], $"director@{domain}.example", Roles.MedicalDirector, null, "MD"),
        new(Id(place, 2), names[1], $"reviewer@{domain}.example", Roles.UtilizationReviewer, null, "RN"),
        new(Id(place, 3), names[2], $"compliance@{domain}.example", Roles.ComplianceOfficer, null),
        new(Id(place, 4), names[3], $"admin@{domain}.example", Roles.Administrator, null),
    ];

    /// <summary>A fixed id: A0 and B0 are the organizations, A1 to A3 and B1 their sites; number 0 is the place itself.</summary>
    private static Guid Id(byte place, byte number) => Guid.Parse($"01900000-0000-7000-8000-0000000{place:x2}{number:x3}");
}
