using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>
/// Reads the text of a bundle strictly: unknown elements, wrong types, missing mandatory elements and codes outside of
/// required value sets are refused, each with its FHIRPath.
/// </summary>
internal static class BundleJson
{
    private const int IssuesMax = 50;
    private const int DepthMax = 64;

    private static readonly FhirJsonDeserializer Deserializer =
        new(new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    /// <summary>Null when there are issues.</summary>
    public static R4.Bundle? Read(string text, BundleIssues issues)
    {
        if (TypeOf(text, issues) is not { } type) return null;
        if (type != "Bundle")
        {
            issues.Add("$this", "not-a-bundle", "This is not a FHIR R4 Bundle; its resourceType is something else or missing.");
            return null;
        }

        if (!TryDeserialize(text, out var bundle, out var errors)) return AddIssues(errors, issues);
        return bundle;
    }

    private static bool TryDeserialize(string text, [NotNullWhen(true)] out R4.Bundle? bundle, out IEnumerable<CodedException> errors)
    {
        try
        {
            var isRead = Deserializer.TryDeserializeResource(text, out var resource, out errors);
            bundle = isRead ? resource as R4.Bundle : null;
        }
        catch (JsonException)
        {
            // The reader loses its place where a resourceType is a list or an object, and says no more than that.
            (bundle, errors) = (null, []);
        }

        return bundle is not null;
    }

    /// <returns>Nothing, as what is read has issues.</returns>
    private static R4.Bundle? AddIssues(IEnumerable<CodedException> errors, BundleIssues issues)
    {

        // The outer fault comes first: what is wrong inside of an unknown resource follows from it.
        foreach (var error in errors.OrderBy(error => PathOf((error as ExtendedCodedException)?.InstancePath).Length).Take(IssuesMax))
        {
            var extended = error as ExtendedCodedException;
            issues.Add(
                PathOf(extended?.InstancePath),
                RuleOf(error.ErrorCode),
                extended?.BaseErrorMessage ?? "The bundle does not follow the FHIR R4 specification here.");
        }

        if (issues.Found.Count == 0) issues.Add("Bundle", "fhir-invalid", "The bundle does not follow the FHIR R4 specification.");
        return null;
    }

    /// <summary>The resourceType, or null when the text is no JSON object (which is an issue).</summary>
    private static string? TypeOf(string text, BundleIssues issues)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DepthMax });
            if (!IsStorable(json.RootElement))
            {
                issues.Add("$this", "character-not-allowed", "A text holds a character of code 0 or half of a surrogate pair.");
                return null;
            }

            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json.RootElement.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String
                    ? type.GetString()
                    : "";
            }

            issues.Add("$this", "not-a-bundle", "This is JSON, but not an object.");
        }
        catch (JsonException exception)
        {
            issues.Add(
                "$this", "malformed-json",
                $"This is not JSON: it breaks in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }

        return null;
    }

    private static bool IsStorable(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => IsStorable(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(IsStorable),
        JsonValueKind.String => IsStorableText(element),
        _ => true,
    };

    private static bool IsStorableText(JsonElement element)
    {
        try
        {
            return FieldRules.IsStorable(element.GetString());
        }
        catch (InvalidOperationException)
        {
            // So the reader says that the text is not valid UTF-16.
            return false;
        }
    }

    private static string PathOf(string? instancePath) => string.IsNullOrEmpty(instancePath) ? "Bundle" : instancePath;

    /// <summary>The reader has a code for each of its many rules; those that senders break have a name of their own here.</summary>
    private static string RuleOf(string? code) => code switch
    {
        CodedValidationException.UNKNOWN_ELEMENT_CODE => "fhir-unknown-element",
        CodedValidationException.UNKNOWN_RESOURCE_TYPE_CODE => "fhir-unknown-resource",
        CodedValidationException.MANDATORY_ELEMENT_MUST_BE_PRESENT_CODE
            or CodedValidationException.INCORRECT_CARDINALITY_MIN_CODE => "fhir-element-missing",
        CodedValidationException.INVALID_CODED_VALUE_CODE => "fhir-unknown-code",
        CodedValidationException.LITERAL_INVALID_CODE => "fhir-literal-invalid",
        _ => "fhir-invalid",
    };
}
