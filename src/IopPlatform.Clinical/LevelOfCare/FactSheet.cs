using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// The facts as numbers with names, which is what rules compare: no/yes are 0/1 and words count from their least member.
/// What is not known, or out of its range, has no number.
/// </summary>
internal sealed class FactSheet
{
    private const int Unknown = int.MinValue;
    private readonly int[] numbers = new int[PlacementVocabulary.Count];

    /// <summary>Citations that say more than the plain value, such as the day of a score.</summary>
    private readonly CitedFact?[] cited = new CitedFact?[PlacementVocabulary.Count];
    private readonly PlacementFacts facts;
    private readonly PlacementScore?[] scores = new PlacementScore?[(int)PlacementFact.Scoff + 1];

    public FactSheet(PlacementFacts facts, int scoreAgeDaysMax)
    {
        this.facts = facts;
        Array.Fill(numbers, Unknown);
        Set(PlacementFact.Age, facts.AgeYears);
        SetScores(scoreAgeDaysMax);
        Set(PlacementFact.Phq9Item9, facts.SuicidalThoughtsItem);
        SetRisk(PlacementFact.CssrsLevel, facts.SuicideRisk);
        SetRisk(PlacementFact.ViolenceRisk, facts.ViolenceRisk);
        Set(PlacementFact.AttemptPastYear, facts.AttemptWithinYear);
        SetThirdEdition(facts.Dimensions);
        if (facts.FourthEdition is { } fourth) SetFourthEdition(fourth);
        Set(PlacementFact.WithdrawalRisk, (int?)facts.WithdrawalRisk);
        Set(PlacementFact.ComplicatedWithdrawal, facts.ComplicatedWithdrawalBefore);
        Set(PlacementFact.OverdosePastYear, facts.OverdoseWithinYear);
        Set(PlacementFact.CanTakePartInGroups, facts.CanTakePartInGroups);
        Set(PlacementFact.Functioning, (int?)facts.Functioning);
        Set(PlacementFact.Supports, (int?)facts.Supports);
        Set(PlacementFact.CaregiverInvolved, facts.CaregiverTakesPart);
        Set(PlacementFact.HomeSafe, facts.HomeIsSafe);
        Set(PlacementFact.PriorTreatments, facts.PriorTreatments);
        Set(PlacementFact.RecentHospitalDischarge, facts.RecentHospitalDischarge);
        Set(PlacementFact.WeightPercent, facts.WeightPercent);
        Set(PlacementFact.MedicallyStable, facts.MedicallyStable);
        Set(PlacementFact.MealSupport, (int?)facts.MealSupport);
        if (facts.UsesLocus) Set(PlacementFact.LocusLevel, facts.LocusLevel);
        SetDiagnoses();
    }

    public int? Number(PlacementFact fact) => numbers[(int)fact] is var number && number == Unknown ? null : number;

    public bool IsKnown(PlacementFact fact) => numbers[(int)fact] != Unknown;

    /// <summary>
    /// Whether the fact belongs to this patient's questions at all: readiness is a dimension of the third edition only,
    /// barriers of the fourth, and LOCUS is asked only where it is turned on.
    /// </summary>
    public bool IsAsked(PlacementFact fact) => fact switch
    {
        PlacementFact.ReadinessRating => facts.FourthEdition is null,
        PlacementFact.BarriersRating => facts.FourthEdition is not null,
        PlacementFact.LocusLevel => facts.UsesLocus,
        _ => true,
    };

    /// <summary>True, false, or null while the fact of the test is not known.</summary>
    public bool? Holds(FactTest test)
    {
        var number = numbers[(int)test.Name];
        if (number == Unknown) return null;
        return test.Operator switch
        {
            FactOperator.AtLeast => number >= test.Value,
            FactOperator.AtMost => number <= test.Value,
            FactOperator.Is => number == test.Value,
        };
    }

    /// <summary>The known fact with the value that a reader sees; null while it is not known.</summary>
    public CitedFact? Cite(PlacementFact fact)
    {
        var number = numbers[(int)fact];
        if (number == Unknown) return null;
        return cited[(int)fact] ??= fact switch
        {
            <= PlacementFact.Scoff when scores[(int)fact] is { } score =>
                new(PlacementVocabulary.Of(fact).Name, $"{number} on {score.On:yyyy-MM-dd}"),
            PlacementFact.MentalDiagnosis => CiteDiagnoses(fact, IsMental),
            PlacementFact.SubstanceDiagnosis => CiteDiagnoses(fact, IsSubstance),
            PlacementFact.EatingDiagnosis => CiteDiagnoses(fact, IsEating),
            _ => PlacementVocabulary.Of(fact).Cite(number),
        };
    }

    public void Set(PlacementFact fact, int? value)
    {
        if (value is { } number && PlacementVocabulary.Of(fact).Allows(number)) numbers[(int)fact] = number;
    }

    /// <summary>A value with a citation of its own.</summary>
    public void Set(PlacementFact fact, int value, string shown)
    {
        numbers[(int)fact] = value;
        cited[(int)fact] = new(PlacementVocabulary.Of(fact).Name, shown);
    }

    public void Set(PlacementFact fact, bool? value) => Set(fact, value switch { true => 1, false => 0, null => null });

    private void SetRisk(PlacementFact fact, SafetyLevel? level)
    {
        if (level is { } known && known != SafetyLevel.Indeterminate) Set(fact, (int)known);
    }

    /// <summary>Of each instrument the latest score counts; an older one never stands in for one without a value.</summary>
    private void SetScores(int ageDaysMax)
    {
        foreach (var score in facts.Scores)
        {
            if (score.On > facts.AsOf || ScoreFact(score.InstrumentId) is not { } fact) continue;
            ref var latest = ref scores[(int)fact];
            if (latest is null || score.On > latest.On) latest = score;
        }

        for (var at = 0; at < scores.Length; at++)
        {
            if (scores[at] is { } score && facts.AsOf.DayNumber - score.On.DayNumber <= ageDaysMax)
                Set((PlacementFact)at, score.Value);
        }
    }

    private static PlacementFact? ScoreFact(string instrument)
    {
        for (var fact = PlacementFact.Phq9; fact <= PlacementFact.Scoff; fact++)
        {
            if (PlacementVocabulary.Of(fact).Instrument == instrument) return fact;
        }

        return null;
    }

    /// <summary>
    /// Under the names that 2026.1 knows, and under those that both editions share. The latter come from the fourth
    /// edition alone when the patient was rated along it.
    /// </summary>
    private void SetThirdEdition(DimensionRatings rated)
    {
        Set(PlacementFact.Dimension1, rated.Withdrawal?.Value);
        Set(PlacementFact.Dimension2, rated.Physical?.Value);
        Set(PlacementFact.Dimension3, rated.Emotional?.Value);
        Set(PlacementFact.Dimension4, rated.Readiness?.Value);
        Set(PlacementFact.Dimension5, rated.Relapse?.Value);
        Set(PlacementFact.Dimension6, rated.Environment?.Value);
        if (facts.FourthEdition is not null) return;
        Set(PlacementFact.WithdrawalRating, rated.Withdrawal?.Value);
        Set(PlacementFact.PhysicalRating, rated.Physical?.Value);
        Set(PlacementFact.MentalRating, rated.Emotional?.Value);
        Set(PlacementFact.ReadinessRating, rated.Readiness?.Value);
        Set(PlacementFact.RelapseRating, rated.Relapse?.Value);
        Set(PlacementFact.EnvironmentRating, rated.Environment?.Value);
    }

    /// <summary>A dimension's rating is the worst of its own and of its subdimensions.</summary>
    private void SetFourthEdition(IReadOnlyDictionary<string, DimensionRating> rated)
    {
        foreach (var dimension in DimensionSchema.Fourth.Dimensions)
        {
            var definition = PlacementVocabulary.Of(dimension.RatingFact);
            var worst = Unknown;
            if (rated.TryGetValue(dimension.Code, out var whole) && definition.Allows(whole.Value)) worst = whole.Value;
            foreach (var part in dimension.Subdimensions)
            {
                if (rated.TryGetValue(part.Code, out var rating) && definition.Allows(rating.Value))
                    worst = Math.Max(worst, rating.Value);
            }

            if (worst != Unknown) numbers[(int)dimension.RatingFact] = worst;
        }
    }

    private void SetDiagnoses()
    {
        if (facts.Diagnoses.Count == 0) return;
        bool mental = false, substance = false, eating = false;
        foreach (var diagnosis in facts.Diagnoses)
        {
            mental |= IsMental(diagnosis);
            substance |= IsSubstance(diagnosis);
            eating |= IsEating(diagnosis);
        }

        Set(PlacementFact.MentalDiagnosis, mental);
        Set(PlacementFact.SubstanceDiagnosis, substance);
        Set(PlacementFact.EatingDiagnosis, eating);
    }

    private static bool IsMental(PlacementDiagnosis diagnosis) => diagnosis.Kind == DiagnosisKind.Mental;

    private static bool IsSubstance(PlacementDiagnosis diagnosis) => diagnosis.Kind == DiagnosisKind.Substance;

    /// <summary>F50 is the category of eating disorders in ICD-10-CM.</summary>
    private static bool IsEating(PlacementDiagnosis diagnosis) => diagnosis.Code.StartsWith("F50", StringComparison.Ordinal);

    private CitedFact CiteDiagnoses(PlacementFact fact, Func<PlacementDiagnosis, bool> counts)
    {
        var codes = string.Join(", ", facts.Diagnoses.Where(counts).Select(diagnosis => diagnosis.Code));
        return codes.Length > 0 ? new(PlacementVocabulary.Of(fact).Name, codes) : PlacementVocabulary.Of(fact).Cite(0);
    }
}
