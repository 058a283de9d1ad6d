using System.Collections.Frozen;
using System.Globalization;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// What a new password must not be (NIST SP 800-63B, 5.1.1.2; ASVS 5.0, 6.2): short, one of the common ones, a pattern, or hardly
/// more than words that everybody here would try first. No rule asks for kinds of characters.
/// </summary>
public static class PasswordRules
{
    public const int LengthMin = 12;
    public const int LengthMax = 128;

    public const string Advice = "A few words are easy to keep and hard to guess; at least 12 characters.";

    /// <summary>Fewer different characters than these are a pattern, not a password.</summary>
    private const int DifferentCharactersMin = 5;

    /// <summary>What must be left beside context words: so many letters, or so many characters of any kind.</summary>
    private const int LettersLeftMin = 4;
    private const int CharactersLeftMin = 12;

    private static readonly string[] Everywhere = ["iopplatform", "platform", "password", "passwort", "passphrase", "welcome", "letmein", "qwerty"];

    /// <summary>Lower-case, each allowed by its length.</summary>
    private static readonly Lazy<FrozenSet<string>> Common = new(ReadCommon);

    /// <summary>Why this cannot be the password, as a sentence for the person; null when it can.</summary>
    /// <param name="context">Words that are close at hand: names of the organization and of the person.</param>
    public static string? Refusal(string password, IReadOnlyCollection<string> context)
    {
        if (password.Length is < LengthMin or > LengthMax) return $"A password has {LengthMin} to {LengthMax} characters.";
        var text = password.ToLowerInvariant();
        if (Common.Value.Contains(text)) return "This password is one of the most common ones. Choose another one.";
        if (text.Distinct().Count() < DifferentCharactersMin) return "This password repeats very few characters. Choose another one.";
        return IsMostly([.. Everywhere, .. context], text) || IsMostly([.. Everywhere, .. context], Plain(text))
            ? "This password is little more than names of the organization, the product or yourself. Add words of your own."
            : null;
    }

    private static bool IsMostly(IEnumerable<string> words, string text)
    {
        // The longest first, so that none is left in pieces.
        var left = words.OrderByDescending(word => word.Length)
            .Aggregate(text, (rest, word) => rest.Replace(word, "", StringComparison.Ordinal));
        return left.Length < text.Length && left.Count(char.IsLetter) < LettersLeftMin && left.Length < CharactersLeftMin;
    }

    /// <summary>With letters where digits and signs are written for them.</summary>
    private static string Plain(string text) => string.Concat(text.Select(character => character switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => character,
    }));

    private static FrozenSet<string> ReadCommon()
    {
        using var reader = new StreamReader(
            typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly."));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}

/// <summary>The words that a person's password must not mostly consist of.</summary>
public static class PasswordContext
{
    /// <summary>Shorter ones are in too many other words.</summary>
    private const int WordLengthMin = 4;

    public static IReadOnlyCollection<string> Of(string? email, IEnumerable<Reach> reaches) =>
        Words([email ?? "", .. reaches.SelectMany(reach => new[] { reach.OrganizationName, reach.DisplayName })]);

    /// <param name="names">Names and addresses; their single words, and each as a whole without what is between them.</param>
    public static IReadOnlyCollection<string> Words(IEnumerable<string> names) =>
    [
        .. names.SelectMany(name => Parts(name).Append(string.Concat(Parts(name))))
            .Where(word => word.Length >= WordLengthMin)
            .Distinct(),
    ];

    private static string[] Parts(string name) => string.Concat(name.ToLower(CultureInfo.InvariantCulture)
        .Select(character => char.IsLetterOrDigit(character) ? character : ' '))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
