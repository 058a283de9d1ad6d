using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace IopPlatform.Persistence.Encryption;

/// <summary>What counts as a word when a text is searched, the same for what is written and for what is looked for.</summary>
public static class SearchWords
{
    /// <summary>Shorter words are too frequent to find anything by, and would tell more than they help.</summary>
    public const int LengthMin = 3;

    private const int LengthMax = 64;

    private static readonly FrozenSet<string> StopWords = FrozenSet.ToFrozenSet(
    [
        "the", "and", "for", "was", "were", "with", "that", "this", "are", "has", "had", "have", "her", "his", "she", "him", "they",
        "them", "their", "but", "not", "you", "your", "from", "been", "will", "would", "about", "into", "who", "what", "when",
        "los", "las", "una", "que", "con", "por", "para", "del", "ella", "sus", "como", "pero", "fue", "esta", "este",
    ]);

    /// <summary>
    /// Each word once: letters and digits in lower case, without accents however they are written (one character or a letter
    /// and a mark), of at least <see cref="LengthMin"/> characters, stop words of English and Spanish left out.
    /// </summary>
    public static IReadOnlyCollection<string> In(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder(LengthMax);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                var lower = Rune.ToLowerInvariant(rune);
                word.Append(lower.IsBmp ? Plain((char)lower.Value).ToString() : lower.ToString());
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark)
            {
                Take();
            }
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length is >= LengthMin and <= LengthMax && word.ToString() is var found && !StopWords.Contains(found))
            {
                words.Add(found);
            }

            word.Clear();
        }
    }

    /// <summary>
    /// The letter without its accent, for the Latin letters of the languages around here. The processes run without ICU, so
    /// that .NET decomposes nothing by itself.
    /// </summary>
    private static char Plain(char letter) => letter switch
    {
        'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' or 'ā' or 'ă' or 'ą' => 'a',
        'ç' or 'ć' or 'č' => 'c',
        'ď' => 'd',
        'è' or 'é' or 'ê' or 'ë' or 'ē' or 'ė' or 'ę' or 'ě' => 'e',
        'ì' or 'í' or 'î' or 'ï' or 'ī' or 'į' => 'i',
        'ñ' or 'ń' or 'ň' => 'n',
        'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ō' or 'ő' => 'o',
        'ř' => 'r',
        'ś' or 'š' or 'ş' => 's',
        'ť' or 'ţ' => 't',
        'ù' or 'ú' or 'û' or 'ü' or 'ū' or 'ů' or 'ű' => 'u',
        'ý' or 'ÿ' => 'y',
        'ź' or 'ż' or 'ž' => 'z',
        _ => letter,
    };
}
