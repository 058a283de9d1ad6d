using IopPlatform.Clinical.Instruments;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>Turns a FHIR R4 bundle into a referral, or says everything that is wrong with it.</summary>
public static class ReferralBundle
{
    private const int EntriesMax = 200;

    /// <param name="catalog">The instruments that the receiving organization uses.</param>
    /// <param name="sender">The subject that sent the bundle.</param>
    public static (NewReferral? Referral, IReadOnlyList<BundleIssue> Issues) Read(
        string text, ReceivingSite site, InstrumentCatalog catalog, DateTimeOffset now, string sender)
    {
        var issues = new BundleIssues();
        var referral = BundleJson.Read(text, issues) is { } bundle ? Map(bundle, text, site, catalog, now, sender, issues) : null;
        return (issues.Found.Count == 0 ? referral : null, issues.Found);
    }

    private static NewReferral? Map(
        R4.Bundle bundle, string text, ReceivingSite site, InstrumentCatalog catalog, DateTimeOffset now, string sender, BundleIssues issues)
    {
        if (bundle.Type is R4.Bundle.BundleType.Searchset or R4.Bundle.BundleType.History)
            issues.Add("Bundle.type", "bundle-type", "The results of a search or a history are no referral.");
        if (bundle.Entry.Count > EntriesMax)
            issues.Add("Bundle.entry", "too-many-entries", $"A referral has at most {EntriesMax} entries.");
        var index = new BundleIndex(bundle);
        if (One<R4.Patient>(index, issues) is not { } patient || issues.Found.Count > 0) return null;

        var person = PatientReader.Read(patient, site.Today, issues);
        var order = One<R4.ServiceRequest>(index, issues) is { } placed
            ? OrderReader.Read(placed, index, patient.Resource, site.Today, sender, issues)
            : null;
        var coverages = CoverageReader.Read(index, patient.Resource, site.Today, issues);
        var diagnoses = DiagnosisReader.Read(index, patient.Resource, issues);
        var answers = QuestionnaireReader.Read(index, patient.Resource, catalog, now, issues);
        if (person is null || order is null) return null;
        return new NewReferral
        {
            SiteId = site.Id,
            Patient = person,
            SourceKind = order.SourceKind,
            SourceName = order.SourceName,
            Reason = order.Reason,
            Urgency = order.Urgency,
            DischargedFromHospitalOn = order.DischargedOn,
            Diagnoses = diagnoses,
            Coverages = coverages,
            Answers = answers,
            Order = order.Identifier,
            Bundle = text,
        };
    }

    private static Placed<T>? One<T>(BundleIndex index, BundleIssues issues)
        where T : R4.Resource
    {
        var all = index.All<T>();
        if (all.Count == 1) return all[0];
        var name = typeof(T).Name;
        var rule = (name == "Patient" ? "patient" : "order") + (all.Count == 0 ? "-missing" : "-ambiguous");
        issues.Add("Bundle.entry", rule, $"The bundle needs exactly one {name}; it has {all.Count}.");
        return null;
    }
}
