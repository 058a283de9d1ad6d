using System.Globalization;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>Reads who pays. Coverages that are not active are left out; they stay in the kept bundle.</summary>
internal static class CoverageReader
{
    private const string PayerTypes = "https://nahdo.org/sopt";
    private const string SelfPay = "http://terminology.hl7.org/CodeSystem/coverage-selfpay";
    private const string SelfPayName = "Self-pay";

    public static IReadOnlyList<NewCoverage> Read(BundleIndex index, R4.Patient patient, DateOnly today, BundleIssues issues)
    {
        var found = new List<NewCoverage>();
        foreach (var (path, coverage) in index.All<R4.Coverage>())
        {
            if (coverage.Status != R4.FinancialResourceStatusCodes.Active) continue;
            if (!index.IsAbout(coverage.Beneficiary, patient, coverage))
            {
                issues.Add(
                    path + ".beneficiary", "beneficiary-is-another-patient", "The coverage is not the one of the bundle's patient.");
                continue;
            }

            var kind = Kind(coverage.Type);
            var payer = PayerName(index, coverage);
            if (payer is null && kind != "self-pay")
            {
                issues.Add(
                    path + ".payor", "payer-unnamed", "The payer has no name: give payor.display or an Organization in the bundle.");
                continue;
            }

            found.Add(new NewCoverage(
                Cut(payer) ?? SelfPayName,
                Cut(coverage.SubscriberId ?? coverage.Identifier.FirstOrDefault()?.Value),
                kind,
                Start(coverage, today)));
        }

        return found;
    }

    private static string Kind(R4.CodeableConcept? type)
    {
        foreach (var coding in type?.Coding ?? [])
        {
            if (coding.System == SelfPay) return "self-pay";
            if (coding.System != PayerTypes) continue;
            // Source of Payment Typology: 1 Medicare, 2 Medicaid, 5 private insurance, 6 Blue Cross, 71 HMO, 81 self-pay.
            return coding.Code switch
            {
                ['1', ..] => "medicare",
                ['2', ..] => "medicaid",
                ['5', ..] or ['6', ..] or ['7', ..] => "commercial",
                ['8', '1', ..] => "self-pay",
                _ => "other",
            };
        }

        return "other";
    }

    private static string? PayerName(BundleIndex index, R4.Coverage coverage)
    {
        var payor = coverage.Payor.FirstOrDefault();
        return index.Resolve(payor, coverage) is R4.Organization { Name: { Length: > 0 } name } ? name
            : payor?.Display is { Length: > 0 } display ? display
            : null;
    }

    private static DateOnly Start(R4.Coverage coverage, DateOnly today) =>
        coverage.Period?.Start is { Length: >= 10 } start
        && DateOnly.TryParseExact(start[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : today;

    private static string? Cut(string? text) =>
        text is null || text.Length <= FieldRules.NameMax ? text : text[..FieldRules.NameMax];
}
