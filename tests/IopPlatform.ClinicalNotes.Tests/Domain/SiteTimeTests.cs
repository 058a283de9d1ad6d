using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class SiteTimeTests
{
    [Theory]
    [InlineData("2026-01-06T05:30:00Z", "America/Denver", "2026-01-05")]
    [InlineData("2026-07-06T05:30:00Z", "America/Denver", "2026-07-05")]
    [InlineData("2026-07-06T06:30:00Z", "America/Denver", "2026-07-06")]
    [InlineData("2026-01-06T05:30:00Z", "Etc/UTC", "2026-01-06")]
    public void Day_InTheSitesZone(string at, string zone, string day) =>
        Assert.Equal(DateOnly.Parse(day), SiteTime.Day(DateTimeOffset.Parse(at), zone));

    /// <summary>Clocks go back at 02:00 on November 1, 2026, so that this session seems to end before it begins.</summary>
    [Fact]
    public void Span_AcrossTheChangeOfClocks_IsLocal() => Assert.Equal(
        "Sunday, November 1, 2026, from 01:30 to 01:15 (America/New_York)",
        SiteTime.Span(
            DateTimeOffset.Parse("2026-11-01T05:30:00Z"), DateTimeOffset.Parse("2026-11-01T06:15:00Z"), "America/New_York"));
}
