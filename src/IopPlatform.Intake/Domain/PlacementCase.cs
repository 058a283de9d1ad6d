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
            select r.instrument_id, r.value, r.safety_level, (r.answered_at at time zone s.time_zone)::date as answered_on
            from (select distinct on (instrument_id) * from responses where patient_id = $1
                  order by instrument_id, answered_at desc, id desc) r
            join sites s on s.organization_id = r.organization_id and s.id = r.site_id
            """,
            [referral.PatientId],
            cancellationToken);
        var assessment = referral.AssessmentId is { } id
            ? await db.QuerySingleAsync<AssessmentRow>(
                """
                select id, dimensions, withdrawal_risk, can_take_part_in_groups, home_is_safe, supports, prior_treatments,
                       patient_prefers, diagnoses
                from assessments where id = $1
                """,
                [id],
                cancellationToken)
            : null;
        return Decide(FactsOf(referral, scores, assessment));
    }

    public static PlacementCase Decide(PlacementFacts facts) => new(facts, Placement.Recommend(facts, PlacementRules.Current));

    private static PlacementFacts FactsOf(ReferralFacts referral, IReadOnlyList<ScoreRow> scores, AssessmentRow? assessment)
    {
        string[] codes = assessment is { Diagnoses.Length: > 0 } ? assessment.Diagnoses : referral.Diagnoses;
        return new PlacementFacts
        {
            AsOf = referral.Today,
            AgeYears = AgeGroups.AgeOn(referral.BirthDate, referral.Today),
            Scores = [.. scores.Select(score => new PlacementScore(score.InstrumentId, score.Value, score.AnsweredOn))],
            SuicideRisk = SafetyLevels.FromCode(referral.ScreenerSafety),
            Dimensions = assessment is null
                ? new DimensionRatings()
                : DimensionRatings.FromNumbers(
                    assessment.Dimensions.Read<Dictionary<string, DimensionRating>>(IntakeFields.Dimensions, assessment.Id)),
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

    private sealed record ScoreRow(string InstrumentId, int? Value, string SafetyLevel, DateOnly AnsweredOn);

    private sealed record AssessmentRow(
        Guid Id,
        SealedText Dimensions,
        string WithdrawalRisk,
        bool CanTakePartInGroups,
        bool HomeIsSafe,
        string Supports,
        int PriorTreatments,
        string? PatientPrefers,
        string[] Diagnoses);
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
    public static Recommendation Of(PlacementRecommendation made) => new(
        made.Recommended?.ToCode(),
        made.RulesVersion,
        [.. made.WhyNotLower.Select(RecommendationReason.Of)],
        [.. made.WhyNotHigher.Select(RecommendationReason.Of)],
        made.MissingFacts,
        [.. made.RedFlags.Select(RecommendationReason.Of)]);
}

/// <param name="Rule">The rule's stable id.</param>
/// <param name="Facts">The facts that the sentence rests on.</param>
public sealed record RecommendationReason(string Rule, string Sentence, IReadOnlyList<CitedFact> Facts)
{
    public static RecommendationReason Of(PlacementReason reason) => new(reason.RuleId, reason.Sentence, reason.Facts);
}
