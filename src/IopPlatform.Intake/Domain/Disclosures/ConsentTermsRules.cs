using System.Text.RegularExpressions;
using static IopPlatform.Intake.Domain.Disclosures.DisclosureCodes;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>What a consent's terms break, each with its field and the paragraph it comes from.</summary>
public static partial class ConsentTermsRules
{
    public const int ListMax = 50;
    private const string Rule = "42 CFR 2.31";

    /// <param name="Field">The property path as the API names it.</param>
    public sealed record Breach(string Field, string Explanation);

    /// <param name="expiresOn">The consent's last day.</param>
    /// <returns>Everything that is wrong; empty when the consent may carry disclosures.</returns>
    public static IEnumerable<Breach> Broken(string? kind, DateOnly? expiresOn, ConsentTerms terms)
    {
        if (!DisclosingConsents.Contains(kind))
            yield return new("terms", $"A consent of this kind discloses nothing; terms belong to {Codes.List(DisclosingConsents)}.");
        Breach?[] single =
        [
            OneOf("discloserKind", terms.DiscloserKind, DiscloserKinds, "(a)(2): who may disclose is named or generally designated"),
            Text("substanceUseInformation", terms.SubstanceUseInformation, "(a)(3): describe the substance use disorder information explicitly"),
            Text("revocationStatement", terms.RevocationStatement, "(a)(6): state the right to revoke and how the patient does it"),
            OneOf("signerCapacity", terms.SignerCapacity, SignerCapacities, "(a)(8): say as what the signer signs"),
            terms.SignerCapacity is "patient" ? null : Text(
                "authorityToSign", terms.AuthorityToSign, "(a)(8): say where the right to sign for the patient comes from (2.14, 2.15)"),
            Stated("redisclosureStated", terms.RedisclosureStated, "(a)(10): the text must say that what is disclosed may be redisclosed"),
            Stated("refusalStated", terms.RefusalStated, "(a)(10): the text must state the consequences of a refusal to sign"),
        ];
        foreach (var breach in single.OfType<Breach>()
            .Concat(OfInformation(kind, terms)).Concat(OfRecipients(terms)).Concat(OfPurposes(kind, terms))
            .Concat(OfExpiry(expiresOn, terms)).Concat(OfForm(terms.Form)))
        {
            yield return breach;
        }
    }

    private static IEnumerable<Breach> OfInformation(string? kind, ConsentTerms terms)
    {
        const string Field = "terms.informationKinds";
        if (terms.InformationKinds is not { Count: > 0 and <= ListMax } kinds || !kinds.All(InformationKinds.Contains))
        {
            yield return new(Field, $"{Rule}(a)(3): say how much and what kind; each is {Codes.List(InformationKinds)}.");
            yield break;
        }

        if (kind == "part2-counseling-notes" && kinds.Any(code => code != CounselingNotes))
            yield return new(Field, $"{Rule}(b): a consent for counseling notes is for nothing else.");
        if (kind != "part2-counseling-notes" && kinds.Contains(CounselingNotes))
            yield return new(Field, $"{Rule}(b): counseling notes need a consent of their own, of kind part2-counseling-notes.");
    }

    private static IEnumerable<Breach> OfRecipients(ConsentTerms terms)
    {
        if (terms.Recipients is not { Count: > 0 and <= ListMax } recipients)
        {
            yield return new("terms.recipients", $"{Rule}(a)(4): name at least one recipient, at most {ListMax}.");
            yield break;
        }

        foreach (var (at, recipient) in recipients.Index())
        {
            var field = $"recipients[{at}]";
            if (recipient is null)
            {
                yield return new("terms." + field, $"{Rule}(a)(4): this is no recipient.");
                continue;
            }

            Breach?[] wrong =
            [
                OneOf(field + ".kind", recipient.Kind, ConsentRecipientKinds, "(a)(4): a recipient is a person, an entity or a class"),
                Text(field + ".name", recipient.Name, "(a)(4): name the recipient or the class"),
                recipient.Identifier is null ? null : Text(field + ".identifier", recipient.Identifier, "(a)(4): this identifies nobody"),
                recipient.Kind == ClassOfRecipients
                    ? OneOf(field + ".class", recipient.Class, Classes, "(a)(4): say which class")
                    : recipient.Class is null ? null : new($"terms.{field}.class", $"{Rule}(a)(4): only a class has a class."),
            ];
            foreach (var breach in wrong.OfType<Breach>()) yield return breach;
        }

        if (terms.Intermediary is not { } through) yield break;
        if (Text("intermediary.name", through.Name, "(a)(4): name the intermediary") is { } nameless) yield return nameless;
        var participants = through.Participants ?? [];
        if (participants.Count > ListMax || participants.Any(name => Text("", name, "") is not null)
            || participants.Count > 0 == (through.ParticipantClass == TreatingProviders)
            || through.ParticipantClass is not (null or TreatingProviders))
        {
            yield return new(
                "terms.intermediary.participants",
                $"{Rule}(a)(4): name the intermediary's participants, or designate those who treat the patient (treating-providers).");
        }
    }

    private static IEnumerable<Breach> OfPurposes(string? kind, ConsentTerms terms)
    {
        const string Field = "terms.purposes";
        if (terms.Purposes is not { Count: > 0 and <= ListMax } purposes || !purposes.All(Purposes.Contains))
        {
            yield return new(Field, $"{Rule}(a)(5): state each purpose; each is {Codes.List(Purposes)}.");
            yield break;
        }

        if (kind == "part2-proceedings" && purposes.Any(code => code != Proceedings))
            yield return new(Field, $"{Rule}(d): a consent for legal proceedings is for nothing else.");
        if (kind != "part2-proceedings" && purposes.Contains(Proceedings))
            yield return new(Field, $"{Rule}(d): legal proceedings need a consent of their own, of kind part2-proceedings.");
        if (kind == "part2-tpo" && !purposes.All(TreatmentPaymentOperations.Contains))
            yield return new(Field, $"{Rule}(a)(5): this kind of consent is for treatment, payment and operations only.");
    }

    private static IEnumerable<Breach> OfExpiry(DateOnly? expiresOn, ConsentTerms terms)
    {
        if (OneOf("expiry", terms.Expiry, Expiries, "(a)(7): say when it ends, by date, event, or not at all") is { } unknown)
            yield return unknown;
        if (terms.Expiry == "date" && expiresOn is null)
            yield return new("expiresOn", $"{Rule}(a)(7): state the last day.");
        if (terms.Expiry == "none" && expiresOn is not null)
            yield return new("expiresOn", $"{Rule}(a)(7): a consent without end has no last day.");
        if (terms.Expiry == "none" && terms.Purposes is { Count: > 0 } purposes && !purposes.All(TreatmentPaymentOperations.Contains))
            yield return new("terms.expiry", $"{Rule}(a)(7): none is enough only for treatment, payment and operations.");
        if (terms.Expiry == "event" && OneOf("expiryEvent", terms.ExpiryEvent, ExpiryEvents, "(a)(7): say which event") is { } eventless)
            yield return eventless;
        if (terms.Expiry == "event" && terms.ExpiryEvent == "other"
            && Text("expiryEventText", terms.ExpiryEventText, "(a)(7): say which event") is { } undescribed)
        {
            yield return undescribed;
        }

        if (terms.Expiry != "event" && (terms.ExpiryEvent ?? terms.ExpiryEventText) is not null)
            yield return new("terms.expiryEvent", $"{Rule}(a)(7): an event is stated, but the consent does not end by one.");
    }

    private static IEnumerable<Breach> OfForm(ConsentForm? form)
    {
        if (form is null) return [new Breach("terms.form", $"{Rule}(a): say which text the signer was shown.")];
        Breach?[] wrong =
        [
            Text("form.version", form.Version, "(a): name the version of the text that was signed"),
            form.Language is { } tag && FieldRules.IsLanguageTag(tag)
                ? null : new Breach("terms.form.language", $"{Rule}(a): name the language of the text by a tag such as en or es-US."),
            form.TextSha256 is { } hash && Sha256().IsMatch(hash)
                ? null : new Breach("terms.form.textSha256", $"{Rule}(a): give the text's SHA-256 as 64 lower-case hexadecimal digits."),
        ];
        return wrong.OfType<Breach>();
    }

    private static Breach? OneOf(string field, string? code, string[] codes, string rule) =>
        code is not null && codes.Contains(code) ? null : new($"terms.{field}", $"{Rule}{rule}; this must be {Codes.List(codes)}.");

    private static Breach? Text(string field, string? text, string rule) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= FieldRules.TextMax && FieldRules.IsStorable(text)
            ? null : new($"terms.{field}", $"{Rule}{rule}.");

    private static Breach? Stated(string field, bool stated, string rule) => stated ? null : new($"terms.{field}", $"{Rule}{rule}.");

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
