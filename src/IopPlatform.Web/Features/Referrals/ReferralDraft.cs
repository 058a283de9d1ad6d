using System.Globalization;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Referrals;

/// <summary>What stands in the form, as typed.</summary>
public sealed class ReferralDraft
{
    public string GivenName { get; set; } = "";

    public string FamilyName { get; set; } = "";

    public string PreferredName { get; set; } = "";

    /// <summary>As a date field gives it: <c>1990-04-01</c>.</summary>
    public string BirthDate { get; set; } = "";

    public string Phone { get; set; } = "";

    public string Email { get; set; } = "";

    public string Channel { get; set; } = "phone";

    public string Language { get; set; } = "en";

    public string Urgency { get; set; } = "routine";

    public string SourceKind { get; set; } = "self";

    public string SourceName { get; set; } = "";

    public string Reason { get; set; } = "";

    internal object ToRequest(Guid site) => new
    {
        siteId = site,
        source = new { kind = SourceKind, name = SourceName.Trim().Length > 0 ? SourceName.Trim() : $"{GivenName.Trim()} {FamilyName.Trim()}" },
        reason = Reason.Trim(),
        urgency = Urgency,
        patient = new
        {
            givenName = GivenName.Trim(),
            familyName = FamilyName.Trim(),
            preferredName = OrNull(PreferredName),
            birthDate = BirthDate,
            language = Language,
            email = OrNull(Email),
            phone = OrNull(Phone),
            preferredChannel = Channel,
        },
        diagnoses = Array.Empty<string>(),
    };

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } value ? value : null;
}

/// <summary>What a person can be told before anything is sent; the service has the last word.</summary>
internal static class NewReferralRules
{
    /// <returns>Errors by the JSON path of their field; none when it can be sent.</returns>
    public static IReadOnlyDictionary<string, string> Check(ReferralDraft draft, IStringLocalizer<Words> words)
    {
        var errors = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(draft.GivenName)) errors["patient.givenName"] = words["Enter the given name."];
        if (string.IsNullOrWhiteSpace(draft.FamilyName)) errors["patient.familyName"] = words["Enter the family name."];
        if (!DateOnly.TryParseExact(draft.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            errors["patient.birthDate"] = words["Enter the date of birth."];
        }

        if (string.IsNullOrWhiteSpace(draft.Reason)) errors["reason"] = words["Say in a few words why they come."];
        if (draft.Channel is "phone" or "sms" && string.IsNullOrWhiteSpace(draft.Phone)) errors["patient.phone"] = words["Enter the phone number, or choose another way to reach them."];
        if (draft.Channel is "email" && string.IsNullOrWhiteSpace(draft.Email)) errors["patient.email"] = words["Enter the e-mail address, or choose another way to reach them."];
        return errors;
    }
}
