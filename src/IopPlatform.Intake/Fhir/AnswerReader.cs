using IopPlatform.Clinical.Instruments;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>One answer of a questionnaire as the number that an instrument counts with.</summary>
internal static class AnswerReader
{
    /// <summary>The LOINC answers to the unscored last question of the PHQ-9 (LOINC answer list LL357-5).</summary>
    private static readonly Dictionary<string, int> difficulty = new()
    {
        ["LA6572-7"] = 0,
        ["LA6573-5"] = 1,
        ["LA6574-3"] = 2,
        ["LA6575-0"] = 3,
    };

    /// <summary>Null for an answer that this item does not have.</summary>
    public static int? ValueOf(R4.DataType? answer, PackItem item) => answer switch
    {
        R4.Integer { Value: { } number } => Known(number, item),
        R4.FhirDecimal { Value: { } number } when number == decimal.Truncate(number) && Math.Abs(number) < 1000 => Known((int)number, item),
        R4.Coding coding => OfCoding(coding, item),
        R4.FhirString { Value: { } text } => OfLabel(text, item),
        _ => null,
    };

    private static int? OfCoding(R4.Coding coding, PackItem item)
    {
        if (coding.Code is not { Length: > 0 } code) return OfLabel(coding.Display, item);
        if (item.Options.FirstOrDefault(option => option.Loinc == code) is { } option) return option.Value;
        return !item.Scored && difficulty.TryGetValue(code, out var value) ? Known(value, item) : null;
    }

    private static int? OfLabel(string? label, PackItem item) =>
        item.Options.FirstOrDefault(option => string.Equals(option.Label, label?.Trim(), StringComparison.OrdinalIgnoreCase))?.Value;

    private static int? Known(int value, PackItem item) => item.Takes(value) ? value : null;
}
