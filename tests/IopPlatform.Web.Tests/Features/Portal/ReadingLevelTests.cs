using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IopPlatform.Web.Tests.Features.Portal;

/// <summary>The portal's English is read by people on a bad day: no harder than grade 8 (Flesch-Kincaid), most of it far easier.</summary>
public sealed partial class ReadingLevelTests
{
    private const double GradeMax = 8;
    private const double GradeOfAllMax = 5;

    /// <summary>Of shorter texts the formula says nothing.</summary>
    private const int WordsMin = 8;

    [Fact]
    public void Texts_OfThePortal_AreOfGradeEightAtMost()
    {
        var texts = Texts().ToList();
        Assert.True(texts.Count > 50, $"Only {texts.Count} texts were found.");
        Assert.All(texts.Where(text => Words(text).Count >= WordsMin), text => Assert.True(Grade(text) <= GradeMax, $"Grade {Grade(text):0.0}: {text}"));
        var all = Grade(string.Join(" ", texts.Where(text => Words(text).Count >= WordsMin)));
        Assert.True(all <= GradeOfAllMax, $"All texts together are of grade {all:0.0}.");
    }

    [Fact]
    public void Grade_OfOfficialEnglish_WouldBeRefused() =>
        Assert.True(Grade("Participants are requested to complete the aforementioned psychometric instrumentation preceding individualized treatment.") > GradeMax);

    private static double Grade(string text)
    {
        var words = Words(text);
        var sentences = Math.Max(1, Sentence().Count(text));
        return (0.39 * words.Count / sentences) + (11.8 * words.Sum(Syllables) / words.Count) - 15.59;
    }

    private static List<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    private static int Syllables(string word)
    {
        var count = Vowels().Count(word);
        if (word.EndsWith('e') && !word.EndsWith("le", StringComparison.Ordinal) && count > 1) count--;
        return Math.Max(1, count);
    }

    private static IEnumerable<string> Texts([CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "src", "IopPlatform.Web", "Features", "Portal"));
        return Directory.EnumerateFiles(folder).SelectMany(file => Lookup().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct();
    }

    [GeneratedRegex("""\b(?:W|words)\[\s*"((?:[^"\\]|\\.)*)"[],]""")]
    private static partial Regex Lookup();

    [GeneratedRegex("[A-Za-z']+|[0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex("[.!?:]+(?=\\s|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex Vowels();
}
