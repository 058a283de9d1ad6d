using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public sealed class StepChangeTests
{
    private static readonly DateOnly monday = new(2026, 3, 2);

    private static readonly StepChangeFacts steady = new()
    {
        Weeks = [Week(0, 540), Week(1, 540)],
        AttendanceRate = 0.95m,
        Risk = SafetyLevel.None,
    };

    private static readonly (string Name, StepChangeFacts Facts, StepChangeKind Kind, string Rules)[] cases =
    [
        ("nothing known", new(), StepChangeKind.None, ""),
        ("steady", steady, StepChangeKind.None, ""),
        ("one week below dose", steady with { Weeks = [Week(0, 540), Week(1, 539)] }, StepChangeKind.None, ""),
        ("two weeks below dose", steady with { Weeks = [Week(1, 400), Week(0, 539)] }, StepChangeKind.ReviewLevelOfCare, "STEP-REV-01"),
        ("below dose twice, but long ago", steady with { Weeks = [Week(0, 0), Week(1, 0), Week(2, 540)] }, StepChangeKind.None, ""),
        ("below dose twice, not in a row", steady with { Weeks = [Week(0, 0), Week(2, 0)] }, StepChangeKind.None, ""),
        ("improved once", steady with { Changes = [Better(0)] }, StepChangeKind.None, ""),
        ("improved twice", steady with { Changes = [Better(0), Better(14)] }, StepChangeKind.ConsiderStepDown, "STEP-DOWN-01"),
        ("improved twice, then not", steady with { Changes = [Better(0), Better(7), Same(14)] }, StepChangeKind.None, ""),
        ("improved twice, attendance of 79 %",
            steady with { Changes = [Better(0), Better(14)], AttendanceRate = 0.79m }, StepChangeKind.None, ""),
        ("improved twice, attendance not known",
            steady with { Changes = [Better(0), Better(14)], AttendanceRate = null }, StepChangeKind.None, ""),
        ("improved twice, risk not known", steady with { Changes = [Better(0), Better(14)], Risk = null }, StepChangeKind.None, ""),
        ("improved twice, risk indeterminate",
            steady with { Changes = [Better(0), Better(14)], Risk = SafetyLevel.Indeterminate }, StepChangeKind.None, ""),
        ("improved twice, anxiety worse",
            steady with { Changes = [Better(0), Better(14), Worse(14)] }, StepChangeKind.ConsiderStepUp, "STEP-UP-02"),
        ("worse, then no longer", steady with { Changes = [Worse(0), Same(14, "GAD-7")] }, StepChangeKind.None, ""),
        ("high risk", steady with { Risk = SafetyLevel.High }, StepChangeKind.ConsiderStepUp, "STEP-UP-01"),
        ("high risk and below dose",
            steady with { Risk = SafetyLevel.High, Weeks = [Week(0, 0), Week(1, 0)] },
            StepChangeKind.ConsiderStepUp, "STEP-UP-01 STEP-REV-01"),
    ];

    public static TheoryData<string> Names => [.. cases.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Suggest_Case_KindAndReasons(string name)
    {
        var (_, facts, kind, rules) = cases.Single(item => item.Name == name);
        var suggestion = StepChange.Suggest(facts);
        Assert.Equal(kind, suggestion.Kind);
        Assert.Equal(rules, string.Join(" ", suggestion.Reasons.Select(reason => reason.RuleId)));
        Assert.All(suggestion.Reasons, reason => Assert.NotEmpty(reason.Facts));
    }

    private static WeekOfDose Week(int number, int attended) => new(monday.AddDays(7 * number), 540, attended);

    private static ChangeOnDay Better(int day) => new("PHQ-9", monday.AddDays(day), ChangeVerdict.ImprovedReliably);

    private static ChangeOnDay Same(int day, string id = "PHQ-9") => new(id, monday.AddDays(day), ChangeVerdict.NoReliableChange);

    private static ChangeOnDay Worse(int day) => new("GAD-7", monday.AddDays(day), ChangeVerdict.DeterioratedReliably);
}
