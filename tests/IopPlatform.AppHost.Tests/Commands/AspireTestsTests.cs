using IopPlatform.AppHost.Commands;

namespace IopPlatform.AppHost.Tests.Commands;

public sealed class AspireTestsTests
{
    [Fact]
    public void Unrestored_PackagesNotServed_IsSkippedWithTheReason()
    {
        var outcome = AspireTests.Unrestored(
            "x.csproj : error NU1101: Unable to find package Aspire.Hosting.\nx.csproj : error NU1102: Unable to find package Aspire.Npgsql with version (>= 13.6.5)");
        Assert.True(outcome.IsGood);
        Assert.Equal("0 passed, 0 failed, 1 skipped", TestReport.LastLine([outcome]));
        Assert.Contains("NU1101, NU1102", outcome.Remark!);
    }

    [Theory]
    [InlineData("x.csproj : error NU1101: Unable to find package.\nx.csproj : error NU1605: Detected package downgrade.")]
    [InlineData("x.csproj : error NU1004: The packages lock file is inconsistent.")]
    [InlineData("")]
    public void Unrestored_ForAnyOtherReason_IsAFault(string output)
    {
        var outcome = AspireTests.Unrestored(output);
        Assert.False(outcome.IsGood);
        Assert.Equal("0 passed, 1 failed", TestReport.LastLine([outcome]));
    }
}
