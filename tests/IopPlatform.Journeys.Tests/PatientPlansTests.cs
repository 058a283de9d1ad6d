using System.Text.Json;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Patients;
using NodaTime;

namespace IopPlatform.Journeys.Tests;

public sealed class PatientPlansTests
{
    private static readonly LocalDate today = new(2026, 3, 11);

    [Fact]
    public void Make_SameSeedAndDay_GivesTheSamePatients() =>
        Assert.Equal(Text(PatientPlans.Make(40, 7, today)), Text(PatientPlans.Make(40, 7, today)));

    [Fact]
    public void Make_AnotherSeed_GivesOtherPatients() =>
        Assert.NotEqual(Text(PatientPlans.Make(40, 7, today)), Text(PatientPlans.Make(40, 8, today)));

    [Fact]
    public void Make_MorePatients_BeginsWithTheSame() =>
        Assert.Equal(Text(PatientPlans.Make(5, 7, today)), Text([.. PatientPlans.Make(40, 7, today).Take(5)]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Make_Fifty_AreDifferent(int seed)
    {
        var plans = PatientPlans.Make(50, seed, today);

        Assert.True(plans.DistinctBy(plan => (plan.GivenName, plan.FamilyName, plan.BirthDate)).Count() == 50);
        Assert.Equal(DemoSite.All.Count, plans.Select(plan => plan.Site).Distinct().Count());
        Assert.True(plans.Select(plan => plan.Payer).Distinct().Count() >= 4);
        Assert.True(plans.Select(plan => plan.Problem).Distinct().Count() >= 6);
        Assert.True(plans.DistinctBy(plan => string.Join(',', plan.AttendancePattern)).Count() >= 10);
        Assert.Contains(plans, plan => plan.AgeGroup == ProgramPlan.Adolescent);
        Assert.Contains(plans, plan => plan.ComesAsBundle);
        Assert.Contains(plans, plan => plan.SafetyTasks > 0 && !plan.IsHighAcuity);
    }

    [Fact]
    public void Make_EveryEight_EndInTheirDifferentWays()
    {
        var endings = PatientPlans.Make(8, 1, today).CountBy(plan => plan.Ending).ToDictionary();

        Assert.Equal(Ending.StepDownAndDischarge, PatientPlans.Make(1, 1, today)[0].Ending);
        Assert.Equal(2, endings[Ending.StepDown] + endings[Ending.StepDownAndDischarge]);
        Assert.Equal(1, endings[Ending.ReferredOut]);
        Assert.Equal(1, endings[Ending.StaysInCare]);
    }

    [Fact]
    public void Make_Anyone_FitsTheProgram()
    {
        foreach (var plan in Enumerable.Range(0, 20).SelectMany(seed => PatientPlans.Make(50, seed, today)))
        {
            var age = Period.Between(plan.BirthDate, today, PeriodUnits.Years).Years;
            Assert.Equal(plan.AgeGroup == ProgramPlan.Adolescent, age < 18);
            Assert.True(plan.AgeGroup == ProgramPlan.Adult || plan.Site.HasAdolescents);
            Assert.InRange(age, 13, 72);
            Assert.Contains(Attendance.ExcusedNoShow, plan.AttendancePattern);
            Assert.Contains(Attendance.Late, plan.AttendancePattern);
            Assert.InRange(Sum(plan.Phq9), 15, 19);
            Assert.InRange(Sum(plan.Phq9Later), 4, 11);
            Assert.InRange(plan.Gad7.Values.Sum() ?? 0, 10, 18);
            Assert.All(plan.Phq9.Values.Concat(plan.Gad7.Values), answer => Assert.InRange(answer ?? -1, 0, 3));
            Assert.Equal(plan.IsHighAcuity, plan.SuicideScreener.GetValueOrDefault("4") == 1);
        }
    }

    private static int Sum(IReadOnlyDictionary<string, int?> phq9) =>
        phq9.Where(answer => answer.Key != "10").Sum(answer => answer.Value ?? 0);

    private static string Text(IReadOnlyList<PatientPlan> plans) => JsonSerializer.Serialize(plans.Select(plan => new
    {
        plan.Name,
        BirthDate = plan.BirthDate.ToString(),
        plan.Site,
        plan.Payer,
        plan.Phq9,
        plan.Gad7,
        plan.SuicideScreener,
        plan.AttendancePattern,
    }));
}
