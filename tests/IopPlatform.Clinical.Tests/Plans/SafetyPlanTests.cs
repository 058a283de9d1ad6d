using IopPlatform.Clinical.Plans;

namespace IopPlatform.Clinical.Tests;

/// <summary>The six steps of Stanley and Brown (2012): a complete plan, and one thing taken out at a time.</summary>
public sealed class SafetyPlanTests
{
    private static readonly SafetyPlan complete = new()
    {
        WarningSigns = ["I stop answering my phone."],
        OwnCoping = ["Walk to the lake."],
        Company = ["My brother", "The library"],
        Helpers = [new("Ana, my sister", "555-0100")],
        Professionals = [new("Dr. Lee", "555-0101"), new("Suicide and Crisis Lifeline", "988")],
        Means = [new("Pills at home", "Ana keeps them from today on.")],
        AskedAboutFirearms = true,
        MadeOn = new(2026, 3, 3),
        PatientHasCopy = true,
    };

    private static readonly Dictionary<string, SafetyPlan> cases = new()
    {
        ["step1"] = complete with { WarningSigns = [] },
        ["step2"] = complete with { OwnCoping = ["Walk to the lake.", " "] },
        ["step3"] = complete with { Company = [] },
        ["step4"] = complete with { Helpers = [] },
        ["step4[0].name"] = complete with { Helpers = [new("", "555-0100")] },
        ["step4[0].reach"] = complete with { Helpers = [new("Ana", "")] },
        ["step5"] = complete with { Professionals = [new("Dr. Lee", "555-0101")] },
        ["step6"] = complete with { Means = [] },
        ["step6[0].means"] = complete with { Means = [new("", "Ana keeps them.")] },
        ["step6[0].action"] = complete with { Means = [new("Pills at home", "")] },
        ["step6.firearms"] = complete with { AskedAboutFirearms = false },
        ["madeOn"] = complete with { MadeOn = null },
        ["patientHasCopy"] = complete with { PatientHasCopy = false },
    };

    public static TheoryData<string> Cases => [.. cases.Keys];

    [Fact]
    public void Gaps_CompletePlan_None() => Assert.Empty(complete.Gaps());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gaps_OneThingMissing_NamesIt(string where) => Assert.Equal([where], cases[where].Gaps().Select(gap => gap.Where));

    [Fact]
    public void Gaps_EmptyPlan_EveryStepInItsOrder() => Assert.Equal(
        "step1 step2 step3 step4 step5 step5 step6 step6.firearms madeOn patientHasCopy",
        string.Join(" ", new SafetyPlan().Gaps().Select(gap => gap.Where)));
}
