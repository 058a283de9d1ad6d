using IopPlatform.Clinical.Plans;

namespace IopPlatform.Clinical.Tests;

public sealed class RelapsePreventionPlanTests
{
    private static readonly RelapsePreventionPlan complete = new()
    {
        Triggers = [new("Payday", ["Ana picks me up from work."])],
        WarningSigns = ["I skip the group."],
        CopingTools = ["Wait 20 minutes and call."],
        Supports = [new("My sponsor", "555-0102")],
        EmergencySteps = [new("Call the program.", new("Front desk", "555-0103")), new("Naloxone, then 911.", null, IsForOverdose: true)],
        OverdoseIsPossible = true,
    };

    private static readonly EmergencyStep call = complete.EmergencySteps[0];

    private static readonly (string Where, RelapsePreventionPlan Plan)[] cases =
    [
        ("triggers", complete with { Triggers = [] }),
        ("triggers[0].text", complete with { Triggers = [new("", ["Call."])] }),
        ("triggers[0].coping", complete with { Triggers = [new("Payday", [])] }),
        ("warningSigns", complete with { WarningSigns = [] }),
        ("copingTools", complete with { CopingTools = [""] }),
        ("supports", complete with { Supports = [] }),
        ("supports[0].reach", complete with { Supports = [new("My sponsor", "")] }),
        ("emergencySteps[0].text", complete with { EmergencySteps = [call with { Text = "" }, complete.EmergencySteps[1]] }),
        ("emergencySteps", complete with { EmergencySteps = [call with { Contact = null }, complete.EmergencySteps[1]] }),
        ("emergencySteps", complete with { EmergencySteps = [call] }),
        ("emergencySteps", complete with { EmergencySteps = [call], OverdoseIsPossible = null }),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, cases.Length)];

    [Fact]
    public void Gaps_CompletePlan_None() => Assert.Empty(complete.Gaps());

    [Fact]
    public void Gaps_NoOverdosePossible_NeedsNoStepForIt() =>
        Assert.Empty((complete with { OverdoseIsPossible = false, EmergencySteps = [call] }).Gaps());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gaps_OneThingMissing_NamesIt(int index) =>
        Assert.Equal([cases[index].Where], cases[index].Plan.Gaps().Select(gap => gap.Where));
}
