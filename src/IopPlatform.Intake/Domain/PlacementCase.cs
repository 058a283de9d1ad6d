using IopPlatform.Clinical;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Clinical.Program;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>The stored facts of a referral as the placement rules take them.</summary>
public sealed record PlacementCase(PlacementFacts Facts, PlacementRecommendation Recommendation)
{
    public static async Task<PlacementCase> LoadAsync(
        TenantDatabase db, ReferralFacts referral, CancellationToken cancellationToken)
    {
        var scores = await db.QueryAsync<ScoreRow>(
            """
            select r.id, r.instrument_id, r.value, case when r.instrument_id = 'PHQ-9' then r.answers end as answers, (r.answered_at at time zone s.time_zone)::date as answered_on
            from (select distinct on (instrument_id) * from responses where patient_id = $1
                  order by instrument_id, answered_at desc, id desc) r
            join sites s on s.organization_id = r.organization_id and s.id = r.site_id
            """,
            [referral.PatientId],
            cancellationToken);
        var assessment = referral.AssessmentId is { } id
            ? await AssessmentRow.FindAsync(db, id, cancellationToken)
            : null;
        return Decide(FactsOf(referral, scores, assessment));
    }

    public static PlacementCase Decide(PlacementFacts facts) => new(facts, Placement.Recommend(facts, PlacementRules.Current));

    private static PlacementFacts FactsOf(ReferralFacts referral, IReadOnlyList<ScoreRow> scores, AssessmentRow? assessment)
    {
        var ratings = assessment?.Ratings();
        string[] codes = assessment is { Diagnoses.Length: > 0 } ? assessment.Diagnoses : referral.Diagnoses;
        return new PlacementFacts
        {
            AsOf = referral.Today,
            AgeYears = AgeGroups.AgeOn(referral.BirthDate, referral.Today),
            Scores = [.. scores.Select(score => new PlacementScore(score.InstrumentId, score.Value, score.AnsweredOn))],
            SuicideRisk = SafetyLevels.FromCode(referral.ScreenerSafety),
            SuicidalThoughtsItem = SuicidalThoughts(scores, referral.Today),
            Dimensions = ratings is not null && assessment?.Edition == "3" ? DimensionRatings.FromNumbers(ratings) : new(),
            FourthEdition = assessment?.Edition == "4" ? ratings : null,
            ViolenceRisk = SafetyLevels.FromCode(assessment?.ViolenceRisk),
            AttemptWithinYear = assessment?.AttemptWithinYear,
            ComplicatedWithdrawalBefore = assessment?.ComplicatedWithdrawalBefore,
            OverdoseWithinYear = assessment?.OverdoseWithinYear,
            Functioning = PlacementCodes.ToImpairment(assessment?.Functioning),
            CaregiverTakesPart = assessment?.CaregiverTakesPart,
            WeightPercent = assessment?.WeightPercent,
            MedicallyStable = assessment?.MedicallyStable,
            MealSupport = PlacementCodes.ToMealSupport(assessment?.MealSupport),
            WithdrawalRisk = PlacementCodes.ToWithdrawalRisk(assessment?.WithdrawalRisk),
            CanTakePartInGroups = assessment?.CanTakePartInGroups,
            HomeIsSafe = assessment?.HomeIsSafe,
            Supports = PlacementCodes.ToSupportStrength(assessment?.Supports),
            PriorTreatments = assessment?.PriorTreatments,
            // No date means that nobody has told, not that there was no stay.
            RecentHospitalDischarge = referral.DischargedFromHospitalOn is { } left
                ? referral.Today.DayNumber - left.DayNumber is >= 0 and <= PlacementFacts.RecentDischargeDays
                : null,
            Prefers = LevelsOfCare.FromCode(assessment?.PatientPrefers),
            Diagnoses = [.. codes.Select(PlacementDiagnosis.FromIcd10)],
        };
    }

    /// <summary>The ninth answer of the latest PHQ-9, as long as its score would count.</summary>
    private static int? SuicidalThoughts(IReadOnlyList<ScoreRow> scores, DateOnly today) =>
        scores.FirstOrDefault(score => score.Answers is not null) is { Answers: { } answers } latest
            && today.DayNumber - latest.AnsweredOn.DayNumber <= PlacementRules.Current.ScoreAgeDaysMax
            ? answers.Read<Dictionary<string, int?>>(IntakeFields.Answers, latest.Id).GetValueOrDefault("9")
            : null;

    private sealed record ScoreRow(Guid Id, string InstrumentId, int? Value, SealedText? Answers, DateOnly AnsweredOn);
}

/// <summary>A recommendation as it is shown and stored.</summary>
/// <param name="Recommended">A level of care, or null when facts are missing or a red flag excludes what they ask for.</param>
/// <param name="Missing">Names of facts that are not known and could change the recommendation.</param>
public sealed record Recommendation(
    string? Recommended,
    string RulesVersion,
    IReadOnlyList<RecommendationReason> WhyNotLower,
    IReadOnlyList<RecommendationReason> WhyNotHigher,
    IReadOnlyList<string> Missing,
    IReadOnlyList<RecommendationReason> RedFlags)
{
    /// <summary>What the known facts ask for at least; null in determinations of before 2026.2.</summary>
    public string? Indicated { get; init; }

    /// <summary>Facts that contradict each other; the more serious one has counted.</summary>
    public IReadOnlyList<RecommendationReason> Conflicts { get; init; } = [];

    /// <summary>What is to be arranged or talked over, whatever the level.</summary>
    public IReadOnlyList<RecommendationReason> Considerations { get; init; } = [];

    /// <summary>All of it in words for a payer's reviewer, as Markdown; null in determinations of before 2026.2.</summary>
    public string? Explanation { get; init; }

    public static Recommendation Of(PlacementCase placement)
    {
        var made = placement.Recommendation;
        return new(
            made.Recommended?.ToCode(),
            made.RulesVersion,
            Reasons(made.WhyNotLower),
            Reasons(made.WhyNotHigher),
            made.MissingFacts,
            Reasons(made.RedFlags))
        {
            Indicated = made.Indicated.ToCode(),
            Conflicts = Reasons(made.Conflicts),
            Considerations = Reasons(made.Considerations),
            Explanation = PlacementText.Explain(placement.Facts, PlacementRules.Find(made.RulesVersion)!),
        };
    }

    private static RecommendationReason[] Reasons(IReadOnlyList<PlacementReason> made) => [.. made.Select(RecommendationReason.Of)];
}

/// <param name="Rule">The rule's stable id.</param>
/// <param name="Facts">The facts that the sentence rests on.</param>
public sealed record RecommendationReason(string Rule, string Sentence, IReadOnlyList<CitedFact> Facts)
{
    public static RecommendationReason Of(PlacementReason reason) => new(reason.RuleId, reason.Sentence, reason.Facts);
}
