using System.Globalization;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>What the order (ServiceRequest) says about the referral.</summary>
internal sealed record ReferralOrder(
    string SourceKind, string SourceName, string? Reason, string Urgency, DateOnly? DischargedOn, OrderIdentifier? Identifier);

/// <summary>Reads the one order of a bundle.</summary>
internal static class OrderReader
{
    /// <summary>Far above any real identifier and below what a unique index can hold.</summary>
    private const int IdentifierMax = 500;

    private static readonly string[] inpatientClasses = ["IMP", "ACUTE", "NONAC"];

    public static ReferralOrder? Read(
        Placed<R4.ServiceRequest> placed, BundleIndex index, R4.Patient patient, DateOnly today, string sender, BundleIssues issues)
    {
        var (path, order) = placed;
        var before = issues.Found.Count;
        if (order.Status != R4.RequestStatus.Active)
            issues.Add(path + ".status", "order-not-active", "The order is not active.");
        if (!index.IsAbout(order.Subject, patient, order))
            issues.Add(path + ".subject", "subject-is-another-patient", "The order is for another patient than the one in the bundle.");
        var identifier = Identifier(order, sender);
        if (identifier is { Value.Length: > IdentifierMax } or { System.Length: > IdentifierMax })
            issues.Add(path + ".identifier", "identifier-too-long", $"System and value have at most {IdentifierMax} characters each.");
        var discharged = DischargedOn(index, patient);
        if (discharged > today)
        {
            issues.Add(
                "Bundle.entry.resource.ofType(Encounter).period.end", "discharge-in-future",
                "The stay ends in the future; send the expected date in the order's note.");
        }

        if (issues.Found.Count > before) return null;

        var (kind, name) = Source(index, order);
        return new ReferralOrder(kind, Cut(name, FieldRules.NameMax), Reason(index, order), Urgency(order), discharged, identifier);
    }

    private static (string Kind, string Name) Source(BundleIndex index, R4.ServiceRequest order)
    {
        var requester = order.Requester;
        var resolved = index.Resolve(requester, order);
        var type = resolved?.TypeName ?? requester?.Type ?? requester?.Reference?.Split('/')[0];
        var name = resolved switch
        {
            R4.Organization organization => organization.Name,
            R4.Practitioner practitioner => NameOf(practitioner.Name),
            R4.Patient patient => NameOf(patient.Name),
            R4.RelatedPerson related => NameOf(related.Name),
            _ => null,
        };
        return (
            type switch
            {
                "Practitioner" or "PractitionerRole" => "clinician",
                "Patient" => "self",
                "RelatedPerson" => "other",
                _ => "hospital",
            },
            name ?? requester?.Display ?? "not named");
    }

    private static string? NameOf(IEnumerable<R4.HumanName> names) =>
        names.Select(name => name.Text ?? string.Join(' ', [.. name.Given, name.Family])).FirstOrDefault(name => name.Trim().Length > 0);

    private static string? Reason(BundleIndex index, R4.ServiceRequest order)
    {
        IEnumerable<string?> texts =
        [
            .. order.ReasonCode.Select(TextOf),
            .. order.ReasonReference.Select(reference => TextOf((index.Resolve(reference, order) as R4.Condition)?.Code)),
            .. order.Note.Select(note => note.Text),
        ];
        var reason = string.Join("; ", texts.Where(text => !string.IsNullOrWhiteSpace(text)).Distinct());
        return reason.Length == 0 ? null : Cut(reason, FieldRules.TextMax);
    }

    private static string? TextOf(R4.CodeableConcept? concept) =>
        concept?.Text ?? concept?.Coding.FirstOrDefault()?.Display ?? concept?.Coding.FirstOrDefault()?.Code;

    private static string Urgency(R4.ServiceRequest order) => order.Priority switch
    {
        R4.RequestPriority.Stat => "emergent",
        R4.RequestPriority.Urgent or R4.RequestPriority.Asap => "urgent",
        _ => "routine",
    };

    /// <summary>The last day of the newest inpatient stay in the bundle.</summary>
    private static DateOnly? DischargedOn(BundleIndex index, R4.Patient patient) => index.All<R4.Encounter>()
        .Where(stay => index.IsAbout(stay.Resource.Subject, patient, stay.Resource))
        .Where(stay => inpatientClasses.Contains(stay.Resource.Class?.Code))
        .Select(stay => stay.Resource.Period?.End)
        .Select(end => end is { Length: >= 10 }
            && DateOnly.TryParseExact(end[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : (DateOnly?)null)
        .Max();

    /// <summary>An identifier without a system is the sender's own, so that two senders may both count from 1.</summary>
    private static OrderIdentifier? Identifier(R4.ServiceRequest order, string sender) =>
        order.Identifier.FirstOrDefault(identifier => !string.IsNullOrWhiteSpace(identifier.Value)) is { } first
            ? new OrderIdentifier(first.System ?? "sender:" + sender, first.Value!)
            : null;

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max];
}
