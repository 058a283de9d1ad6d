using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.ClinicalNotes.Features.SafetyTasks;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class SafetyTaskOpeningTests
{
    [Theory]
    [InlineData("high", 15)]
    [InlineData("moderate", 15)]
    [InlineData("indeterminate", 15)]
    [InlineData("low", 480)]
    public void AcknowledgeBy_Level_Minutes(string level, int minutes)
    {
        var at = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(at.AddMinutes(minutes), SafetyTaskOpening.AcknowledgeBy(level, at));
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
