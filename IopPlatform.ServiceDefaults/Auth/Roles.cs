namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>The values of the <c>role</c> claim. A membership may hold several.</summary>
public static class Roles
{
    public const string IntakeCoordinator = "intake-coordinator";
    public const string Therapist = "therapist";
    public const string MedicalDirector = "medical-director";
    public const string UtilizationReviewer = "utilization-reviewer";
    public const string SiteManager = "site-manager";
    public const string ComplianceOfficer = "compliance-officer";

    /// <summary>
    /// Manages the organization, its sites and its staff, and sees nothing clinical: not one of <see cref="Staff"/>, the roles
    /// that work with patients.
    /// </summary>
    public const string Administrator = "administrator";
    public const string Patient = "patient";
    public const string Partner = "partner";

    /// <summary>Whoever runs the platform. Belongs to no organization and reaches <c>/internal</c> endpoints only.</summary>
    public const string Operator = "operator";

    /// <summary>A process of the platform. Belongs to no organization and reaches <c>/internal</c> endpoints only.</summary>
    public const string Service = "service";

    /// <summary>Everybody who treats: may read the charts of their sites.</summary>
    public static readonly string[] Clinicians = [Therapist, MedicalDirector];

    /// <summary>The roles of people who work with patients.</summary>
    public static readonly string[] Staff =
        [IntakeCoordinator, Therapist, MedicalDirector, UtilizationReviewer, SiteManager, ComplianceOfficer];

    /// <summary>Every role that a membership can hold.</summary>
    public static readonly string[] Memberships = [.. Staff, Administrator];

    /// <summary>Every role that a token of an organization can hold.</summary>
    public static readonly string[] All = [.. Memberships, Patient, Partner];
}
