using IopPlatform.Journeys.Referrals;

namespace IopPlatform.Journeys.Tests;

public sealed class ExpectedOutcomeTests
{
    private static readonly ReferralOutcome accepted = new(ExpectedOutcome.Accepted)
    {
        Status = 201,
        Recommended = "iop",
        Missing = ["cssrsLevel"],
        Scores = new Dictionary<string, int?> { ["PHQ-9"] = 17, ["GAD-7"] = null },
    };

    private static readonly ReferralOutcome refused = new("refused")
    {
        Status = 400,
        Rule = "birth-date-in-future",
        Fields = ["Bundle.entry[0].resource.birthDate"],
    };

    [Theory]
    [InlineData("""{ "outcome": "accepted" }""")]
    [InlineData("""{ "outcome": "accepted", "status": 201, "recommendation": "iop", "why": "For people." }""")]
    public void DifferencesFrom_AsExpected_AreNone(string json) =>
        Assert.Empty(ExpectedOutcome.Parse(json).DifferencesFrom(accepted));

    [Fact]
    public void DifferencesFrom_RefusalAsExpected_AreNone() => Assert.Empty(ExpectedOutcome.Parse(
        """
        // Comments are welcome.
        { "outcome": "refused", "status": 400, "rule": "birth-date-in-future", "field": "Bundle.entry[0].resource.birthDate" }
        """).DifferencesFrom(refused));

    [Theory]
    [InlineData("""{ "outcome": "refused" }""", "outcome should be refused, but is accepted")]
    [InlineData("""{ "outcome": "accepted", "recommendation": "php" }""", "recommendation should be php, but is iop")]
    [InlineData("""{ "outcome": "accepted", "recommendation": "none" }""", "recommendation should be none, but is iop")]
    [InlineData("""{ "outcome": "accepted", "status": 400 }""", "status should be 400, but is 201")]
    [InlineData("""{ "outcome": "accepted", "rule": "order-missing" }""", "rule should be order-missing, but is not given")]
    [InlineData("""{ "outcome": "accepted", "field": "Bundle.type" }""", "the field Bundle.type should be named")]
    public void DifferencesFrom_AnotherOutcome_IsNamed(string json, string difference) =>
        Assert.Equal([difference], ExpectedOutcome.Parse(json).DifferencesFrom(accepted));

    [Fact]
    public void FilesOf_Folder_LeavesExpectedFilesOut()
    {
        var folder = Directory.CreateTempSubdirectory("iop-referrals-").FullName;
        try
        {
            foreach (var name in new[] { "b.json", "a.json", "a.expected.json", "readme.md" })
            {
                File.WriteAllText(Path.Combine(folder, name), "{}");
            }

            Assert.Equal(["a.json", "b.json"], ReferralFolder.FilesOf(folder).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
