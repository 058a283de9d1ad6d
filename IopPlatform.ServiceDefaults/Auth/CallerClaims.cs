namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>The claims of an access token. Identity writes them, everything else reads them through <see cref="Caller"/>.</summary>
public static class CallerClaims
{
    public const string Subject = "sub";
    public const string Role = "role";
    public const string Organization = "organization_id";

    /// <summary>One claim per site, or a single <see cref="AllSites"/>.</summary>
    public const string Site = "site";
    public const string Patient = "patient_id";
    public const string AllSites = "*";

    /// <summary>The audience of every access token of the platform.</summary>
    public const string Audience = "iop-api";
}
