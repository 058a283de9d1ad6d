using System.Text.RegularExpressions;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>A patient's name as registered.</summary>
public sealed record PatientName(string Given, string Family, string? Preferred)
{
    public IEnumerable<string> Parts =>
        new[] { Given, Family, Preferred }.OfType<string>().Select(part => part.Trim()).Where(part => part.Length > 1);
}

/// <summary>
/// The other participants of a session, whose names and quoted words must not stand in this patient's chart (42 CFR 2.12:
/// being a patient of a program is itself protected). Names are found as whole words, as registered or in capitals, so that
/// an ordinary word such as "hope" stays; a name that the patient bears as well is left alone.
/// </summary>
public sealed class OtherPatients
{
    private const string NameStandIn = "another group member";
    private const string QuoteStandIn = "[words of another group member]";

    /// <summary>Shorter quotes are everyday phrases that any patient may have said.</summary>
    private const int QuoteLengthMin = 15;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly Regex? names;
    private readonly string[] quotes;

    public OtherPatients(PatientName? own, IEnumerable<PatientName> others, IEnumerable<string> quotes)
    {
        var ownParts = own?.Parts.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        // The longest first, so that a double name is not taken apart.
        string[] found =
        [
            .. others.SelectMany(other => FullNames(other).Concat(other.Parts.Where(part => !ownParts.Contains(part))))
                .SelectMany(name => new[] { name, name.ToUpperInvariant() })
                .Distinct()
                .OrderByDescending(name => name.Length),
        ];
        names = found.Length == 0 ? null : new Regex(
            $@"(?<![\p{{L}}\p{{N}}])(?:{string.Join('|', found.Select(Regex.Escape))})(?![\p{{L}}\p{{N}}])",
            RegexOptions.CultureInvariant,
            MatchTimeout);
        this.quotes = [.. quotes.Select(GroupNoteComposer.OneLine).Where(quote => quote.Length >= QuoteLengthMin)];
    }

    public bool AreIn(string text) =>
        names?.IsMatch(text) == true
        || quotes.Any(quote => text.Contains(quote, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text without them.</summary>
    public string RemoveFrom(string text)
    {
        var withoutQuotes = quotes.Aggregate(
            text, (rest, quote) => rest.Replace(quote, QuoteStandIn, StringComparison.OrdinalIgnoreCase));
        return names?.Replace(withoutQuotes, NameStandIn) ?? withoutQuotes;
    }

    private static IEnumerable<string> FullNames(PatientName name) =>
        new[] { name.Given, name.Preferred }.OfType<string>()
            .Where(first => first.Length > 0 && name.Family.Length > 0)
            .Select(first => $"{first} {name.Family}");
}
