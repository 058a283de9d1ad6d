using IopPlatform.Journeys.Demo;
using NodaTime;

namespace IopPlatform.Journeys.Patients;

/// <summary>
/// Makes up patients. Each is different, and the same seed and day give the same ones. In every eight there are two who step
/// down, one who needs more than the provider has, and one who stays in care.
/// </summary>
internal static class PatientPlans
{
    private static readonly Ending[] endings =
    [
        Ending.StepDownAndDischarge, Ending.Discharge, Ending.Discharge, Ending.ReferredOut,
        Ending.StepDown, Ending.StaysInCare, Ending.Discharge, Ending.Discharge,
    ];

    public static IReadOnlyList<PatientPlan> Make(int count, int seed, LocalDate today) =>
        [.. Enumerable.Range(0, count).Select(number => MakeOne(number, seed, today))];

    private static PatientPlan MakeOne(int number, int seed, LocalDate today)
    {
        var dice = new Dice(seed, number);
        var ending = endings[number % endings.Length];
        var site = DemoSite.All[(number + number / DemoSite.All.Count + (seed & 3)) % DemoSite.All.Count];
        // Outpatient care after a step down is for adults here, so adolescents are among those who do not step down.
        var isAdolescent = site.HasAdolescents && ending is (Ending.Discharge or Ending.StaysInCare) && dice.OneIn(2);
        var sex = dice.OneIn(2) ? "female" : "male";
        var problem = dice.Pick(isAdolescent ? Vocabulary.AdolescentProblems : Vocabulary.Problems);
        var given = dice.Pick(sex == "female" ? Vocabulary.FemaleNames : Vocabulary.MaleNames);
        var risk = ending == Ending.ReferredOut ? ScreenerAnswers.High : dice.Pick(ScreenerAnswers.ForIop);
        return new PatientPlan
        {
            Number = number,
            Site = site,
            Ending = ending,
            GivenName = given,
            FamilyName = dice.Pick(Vocabulary.FamilyNames),
            PreferredName = dice.OneIn(5) ? dice.Pick(Vocabulary.PreferredNames) : null,
            BirthDate = today.PlusYears(-(isAdolescent ? dice.Between(13, 16) : dice.Between(19, 71))).PlusDays(-dice.Between(1, 364)),
            SexAtBirth = sex,
            Language = dice.OneIn(6) ? "es" : "en",
            Phone = $"+1-{site.AreaCode}-555-{dice.Between(160, 199):0000}",
            AgeGroup = isAdolescent ? ProgramPlan.Adolescent : ProgramPlan.Adult,
            TrackChoice = number / DemoSite.All.Count + dice.Between(0, 1),
            Payer = dice.Pick(isAdolescent ? Vocabulary.AdolescentPayers : Vocabulary.Payers),
            Source = dice.Pick(isAdolescent ? Vocabulary.AdolescentSources : Vocabulary.Sources),
            Urgency = ending == Ending.ReferredOut ? "emergent" : dice.OneIn(3) ? "urgent" : "routine",
            DaysSinceHospital = dice.OneIn(3) ? dice.Between(3, 12) : null,
            ComesAsBundle = number % 3 == 1,
            Problem = problem,
            Phq9 = Answers.Phq9(dice, dice.Between(15, 19), risk.WishItem, impairment: dice.Between(1, 3)),
            Phq9Later = Answers.Phq9(dice, dice.Between(4, 11), 0, impairment: dice.Between(0, 2)),
            Gad7 = Answers.Gad7(dice, dice.Between(10, 18)),
            SuicideScreener = risk.Answers,
            Dimensions =
            [
                problem.IsSubstance ? 1 : 0, dice.Between(0, 1), ending == Ending.ReferredOut ? 3 : 2, dice.Between(1, 2),
                problem.RelapseRisk, dice.Between(0, 2),
            ],
            WithdrawalRisk = problem.IsSubstance && dice.OneIn(3) ? "mild" : "none",
            Supports = dice.OneIn(3) ? "strong" : "some",
            PriorTreatments = dice.Between(0, 3),
            Prefers = dice.OneIn(4) ? "outpatient" : null,
            AttendancePattern = Pattern(dice),
            CorrectedSession = dice.Between(0, 3),
            ChecksInAlone = dice.OneIn(2),
        };
    }

    /// <summary>Mostly on time; one excused no-show, and now and then late or gone early.</summary>
    private static Attendance[] Pattern(Dice dice)
    {
        var pattern = new Attendance[9];
        pattern[dice.Between(1, 3)] = Attendance.Late;
        pattern[dice.Between(4, 6)] = Attendance.ExcusedNoShow;
        if (dice.OneIn(2)) pattern[dice.Between(7, 8)] = dice.OneIn(2) ? Attendance.LeftEarly : Attendance.Late;
        return pattern;
    }
}

/// <summary>Chance that can be repeated.</summary>
internal sealed class Dice(int seed, int number)
{
    // Both are spread over all bits, so that neighboring seeds and numbers have nothing in common.
    private readonly Random random = new(unchecked((seed * (int)0x9E3779B1) ^ ((number + 1) * (int)0x85EBCA77)));

    /// <summary>Both ends included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    public bool OneIn(int times) => random.Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
