namespace IopPlatform.ServiceDefaults.Disclosures;

/// <summary>Rules of a refusal that say nothing about the patient's consents: a queued send waits and asks again.</summary>
public static class DisclosureRules
{
    /// <summary>Nobody could be asked.</summary>
    public const string Unavailable = "decision-unavailable";

    /// <summary>The consents were changed over and over while they were looked at.</summary>
    public const string ConsentChanging = "consent-changing";

    /// <summary>The asker does not know yet where the patient is reached now.</summary>
    public const string ContactPointChanged = "contact-point-changed";

    public static bool IsForNow(string rule) => rule is Unavailable or ConsentChanging or ContactPointChanged;
}
