namespace IopPlatform.Journeys.Demo;

/// <summary>
/// The demo people of one site by their e-mail addresses, which is all that a client needs to know of the demo provider.
/// Everything else is asked from the API.
/// </summary>
/// <param name="HasAdolescents">One site treats adolescents, too.</param>
internal sealed record DemoSite(string Name, string City, string Domain, string AreaCode, bool HasAdolescents = false)
{
    public static readonly IReadOnlyList<DemoSite> All =
    [
        new("Harbor New York", "newyork", "harbor", "212"),
        new("Harbor Chicago", "chicago", "harbor", "312", HasAdolescents: true),
        new("Harbor Denver", "denver", "harbor", "303"),
        new("Prairie Phoenix", "phoenix", "prairie", "602"),
    ];

    public string IntakeCoordinator => $"intake.{City}@{Domain}.example";

    public string Therapist => $"therapist1.{City}@{Domain}.example";

    /// <summary>Their notes need a cosignature.</summary>
    public string AssociateTherapist => $"therapist2.{City}@{Domain}.example";

    public string Manager => $"manager.{City}@{Domain}.example";

    public string MedicalDirector => $"director@{Domain}.example";

    public string UtilizationReviewer => $"reviewer@{Domain}.example";
}
