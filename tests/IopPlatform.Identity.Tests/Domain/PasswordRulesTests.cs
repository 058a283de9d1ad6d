using IopPlatform.Identity.Domain;

namespace IopPlatform.Identity.Tests.Domain;

public sealed class PasswordRulesTests
{
    private static readonly IReadOnlyCollection<string> Context = PasswordContext.Of(
        "nadia.brooks@harbor.example",
        [new Reach(Guid.Empty, "Harbor Behavioral Health", "Nadia Brooks", ["therapist"], null, null, Active: true)]);

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("a password of my own")]
    [InlineData("Quiet-Harbor-8315-meadow")]
    [InlineData("dort liegt ein boot")]
    [InlineData("мой дядя самых честных")]
    public void Refusal_WordsOfOnesOwn_AreAllowed(string password) => Assert.Null(PasswordRules.Refusal(password, Context));

    [Theory]
    [InlineData("elevenchars", "12 to 128")]
    [InlineData("123456789012", "most common")]
    [InlineData("1qaz2wsx3edc", "most common")]
    [InlineData("Q1W2E3R4T5Y6", "most common")]
    [InlineData("abababababababab", "few characters")]
    [InlineData("HarborBehavioral2026!", "names of")]
    [InlineData("harbor-behavioral-health", "names of")]
    [InlineData("H4rb0r_Br00ks", "names of")]
    [InlineData("NadiaBrooks1987", "names of")]
    [InlineData("IopPlatform.2026", "names of")]
    [InlineData("P4ssw0rd!2026", "names of")]
    public void Refusal_ShortCommonOrNearAtHand_SaysWhy(string password, string reason) =>
        Assert.Contains(reason, PasswordRules.Refusal(password, Context) ?? "", StringComparison.Ordinal);

    [Fact]
    public void Refusal_LongerThanTheMost_SaysSo() =>
        Assert.NotNull(PasswordRules.Refusal(string.Concat(Enumerable.Repeat("word number ", 11)), []));

    /// <summary>ASVS 5.0, 6.2.4: at least the 3,000 most common ones that the length rule lets pass.</summary>
    [Fact]
    public void List_Kept_HoldsAtLeastThreeThousandThatAreLongEnough()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count >= 3000, $"There are {lines.Count}.");
        Assert.All(lines, line => Assert.True(line.Length >= PasswordRules.LengthMin && !line.Any(char.IsUpper), line));
        Assert.All(lines, line => Assert.NotNull(PasswordRules.Refusal(line, [])));
    }
}
