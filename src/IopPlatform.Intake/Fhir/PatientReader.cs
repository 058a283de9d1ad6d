using System.Globalization;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>Reads the one patient of a bundle.</summary>
internal static class PatientReader
{
    private const string BirthSex = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";

    /// <summary>Null when there are issues.</summary>
    public static NewPatient? Read(Placed<R4.Patient> placed, DateOnly today, BundleIssues issues)
    {
        var (path, patient) = placed;
        var before = issues.Found.Count;
        if (patient.Deceased is R4.FhirDateTime or R4.FhirBoolean { Value: true })
            issues.Add(path + ".deceased", "patient-deceased", "The patient is recorded as deceased.");
        var birthDate = ReadBirthDate(path, patient, today, issues);
        var name = patient.Name.FirstOrDefault(name => name.Use == R4.HumanName.NameUse.Official)
            ?? patient.Name.FirstOrDefault(name => name.Use is null or R4.HumanName.NameUse.Usual);
        var given = string.Join(' ', name?.Given ?? []).Trim();
        var family = name?.Family?.Trim() ?? "";
        if (given.Length is 0 or > FieldRules.NameMax || family.Length is 0 or > FieldRules.NameMax)
        {
            issues.Add(
                path + ".name", "name-missing",
                $"The patient needs a given and a family name of at most {FieldRules.NameMax} characters each.");
        }

        var language = Language(patient);
        if (!FieldRules.IsLanguageTag(language))
            issues.Add(path + ".communication", "language-unknown", "The language is not a tag such as en or es-US.");
        if (issues.Found.Count > before) return null;
        return new NewPatient(given, family, Nickname(patient), birthDate, SexAtBirth(patient), language, Contact(patient));
    }

    private static DateOnly ReadBirthDate(string path, R4.Patient patient, DateOnly today, BundleIssues issues)
    {
        path += ".birthDate";
        if (patient.BirthDate is not { Length: > 0 } text)
        {
            issues.Add(path, "birth-date-missing", "The patient's birth date is missing.");
            return default;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            issues.Add(path, "birth-date-incomplete", "The birth date must name year, month and day.");
        else if (date > today)
            issues.Add(path, "birth-date-in-future", "The birth date lies in the future.");
        else if (date.AddYears(NewPatient.AgeYearsMax) < today)
            issues.Add(path, "birth-date-too-old", $"The birth date lies more than {NewPatient.AgeYearsMax} years back.");
        return date;
    }

    private static string? Nickname(R4.Patient patient) =>
        patient.Name.FirstOrDefault(name => name.Use == R4.HumanName.NameUse.Nickname)?.Given.FirstOrDefault();

    /// <summary>Only the birth sex extension says it; the administrative gender is another fact.</summary>
    private static string? SexAtBirth(R4.Patient patient) =>
        patient.Extension.FirstOrDefault(extension => extension.Url == BirthSex)?.Value is R4.Code code
            ? code.Value switch { "F" => "female", "M" => "male", _ => "unknown" }
            : null;

    private static string Language(R4.Patient patient) =>
        (patient.Communication.FirstOrDefault(spoken => spoken.Preferred is true) ?? patient.Communication.FirstOrDefault())
        ?.Language?.Coding.FirstOrDefault()?.Code ?? NewPatient.DefaultLanguage;

    private static ContactPoints Contact(R4.Patient patient)
    {
        var current = patient.Telecom
            .Where(point => point.Use != R4.ContactPoint.ContactPointUse.Old)
            .OrderBy(point => point.Rank ?? int.MaxValue)
            .ToArray();
        var email = Usable(R4.ContactPoint.ContactPointSystem.Email);
        var phone = Usable(R4.ContactPoint.ContactPointSystem.Phone, R4.ContactPoint.ContactPointSystem.Sms);
        var first = current.FirstOrDefault(point => point.Rank is not null && (point.Value == email || point.Value == phone));
        return ContactPoints.Of(email, phone, first?.System switch
        {
            R4.ContactPoint.ContactPointSystem.Email => "email",
            R4.ContactPoint.ContactPointSystem.Sms => "sms",
            R4.ContactPoint.ContactPointSystem.Phone => "phone",
            _ => null,
        });

        string? Usable(params R4.ContactPoint.ContactPointSystem[] systems) => current
            .Where(point => point.System is { } system && systems.Contains(system))
            .Select(point => point.Value)
            .FirstOrDefault(value => value is not null && (value.Contains('@') ? value.Length <= 254 : FieldRules.IsPhone(value)));
    }
}
