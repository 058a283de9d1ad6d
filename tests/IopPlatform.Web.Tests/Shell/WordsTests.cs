using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Web.Features.Groups;
using IopPlatform.Web.Features.Portal;
using IopPlatform.Web.Shell;

namespace IopPlatform.Web.Tests.Shell;

/// <summary>No page shows an English word to somebody who has chosen Spanish.</summary>
public sealed partial class WordsTests
{
    private static readonly ResourceManager Words = new(typeof(Words));

    [Fact]
    public void Words_UsedOnPages_AllHaveSpanish()
    {
        var spanish = Words.GetResourceSet(new CultureInfo("es"), createIfNotExists: true, tryParents: false)!;
        var used = Used().ToList();
        Assert.True(used.Count > 200, $"Only {used.Count} words were found on the pages.");
        Assert.All(used, word => Assert.False(spanish.GetString(word) is null, $"\"{word}\" has no Spanish."));
    }

    [Fact]
    public void Words_Spanish_KeepEveryPlaceholder()
    {
        var spanish = Words.GetResourceSet(new CultureInfo("es"), createIfNotExists: true, tryParents: false)!;
        Assert.All(Used(), word => Assert.Equal(Placeholders(word), Placeholders(spanish.GetString(word) ?? "")));
    }

    [Fact]
    public void Codes_InEnglish_HaveTheSameInSpanish()
    {
        var english = Words.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        var spanish = Words.GetResourceSet(new CultureInfo("es"), createIfNotExists: true, tryParents: false)!;
        var codes = english.Cast<System.Collections.DictionaryEntry>().Select(entry => (string)entry.Key).ToList();
        Assert.Contains("alert weekly-dose-short", codes);
        Assert.All(codes, code => Assert.False(spanish.GetString(code) is null, $"\"{code}\" has no Spanish."));
    }

    /// <summary>Words that pages take from lists: what a facilitator picks, and the questions and answers of our own weekly check-in.</summary>
    [Fact]
    public void Words_FromLists_HaveSpanish()
    {
        var spanish = Words.GetResourceSet(new CultureInfo("es"), createIfNotExists: true, tryParents: false)!;
        var pack = InstrumentCatalog.Default.Find(ReadWeeklyCheckIn.InstrumentId)!;
        string[] listed =
        [
            .. Phrases.Participations.Select(code => "participation " + code), .. Phrases.Affects, .. Phrases.Responses, .. Phrases.Interventions,
            .. pack.Items.Select(item => item.Text), .. pack.Items.SelectMany(item => item.Options).Select(option => option.Label),
        ];
        Assert.All(listed, word => Assert.False(spanish.GetString(word) is null, $"\"{word}\" has no Spanish."));
    }

    private static IEnumerable<string> Used([CallerFilePath] string here = "")
    {
        var web = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "IopPlatform.Web"));
        return new[] { "Shell", "Features" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(web, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
                && !file.Contains("DesignSystem", StringComparison.Ordinal))
            .SelectMany(file => Lookup().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            // A code follows these; it is in both files.
            .Where(word => !word.EndsWith(' '))
            .Distinct();
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order();

    [GeneratedRegex("""\b(?:W|words)\[\s*"((?:[^"\\]|\\.)*)"[],]""")]
    private static partial Regex Lookup();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
