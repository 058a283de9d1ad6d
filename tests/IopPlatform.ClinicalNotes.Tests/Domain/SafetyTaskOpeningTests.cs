using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.ClinicalNotes.Features.SafetyTasks;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class SafetyTaskOpeningTests
{
    [Theory]
    [InlineData("risk", "high", 15)]
    [InlineData("risk", "moderate", 15)]
    [InlineData("risk", "indeterminate", 15)]
    [InlineData("risk", "low", 480)]
    [InlineData("withdrawal", "indeterminate", 480)]
    [InlineData("overdose", "indeterminate", 480)]
    public void AcknowledgeBy_KindAndLevel_Minutes(string kind, string level, int minutes)
    {
        var at = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(at.AddMinutes(minutes), SafetyTaskOpening.AcknowledgeBy(kind, level, at));
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("low", true)]
    [InlineData("moderate", true)]
    [InlineData("high", true)]
    [InlineData("indeterminate", true)]
    public void NeedsClinician_Level(string level, bool needs) =>
        Assert.Equal(needs, OpenSafetyTaskOnScoreRecorded.NeedsClinician(level));
}
