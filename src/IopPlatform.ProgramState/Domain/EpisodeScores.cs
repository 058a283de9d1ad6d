using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.ProgramState.Domain;

/// <summary>One measurement of an episode, from its baseline or later.</summary>
/// <param name="KnownAt">When it was recorded; of a baseline, when it was answered.</param>
/// <param name="IsBaseline">Taken before the admission, and known to whoever determined the level of care.</param>
public sealed record Measurement(
    Guid ResponseId,
    string InstrumentId,
    int? Value,
    string? Band,
    string? SafetyLevel,
    DateTimeOffset AnsweredAt,
    DateTimeOffset KnownAt,
    bool IsBaseline);

/// <summary>Measurements of an episode, by instrument and over time.</summary>
public static class EpisodeScores
{
    private static readonly string[] suicideRiskInstruments = ["C-SSRS-SCREENER", "C-SSRS-SCREENER-SINCE-LAST-CONTACT"];

    /// <summary>Oldest first; a response that is in the baseline and was recorded counts once.</summary>
    public static ILookup<string, Measurement> ByInstrument(EpisodeFacts facts) =>
        facts.Scores.Values
            .Select(score => new Measurement(
                score.ResponseId, score.InstrumentId, score.Value, score.Band, score.SafetyLevel, score.AnsweredAt, score.OccurredAt,
                IsBaseline: false))
            .Concat((facts.Admission?.Baseline ?? []).Select(score => new Measurement(
                score.ResponseId, score.InstrumentId, score.Value, score.Band, null, score.AnsweredAt, score.AnsweredAt, IsBaseline: true)))
            .DistinctBy(measurement => measurement.ResponseId)
            .OrderBy(measurement => measurement.InstrumentId, StringComparer.Ordinal)
            .ThenBy(measurement => measurement.AnsweredAt)
            .ThenBy(measurement => measurement.ResponseId)
            .ToLookup(measurement => measurement.InstrumentId);

    /// <summary>Every scored measurement after the first one, against the first one.</summary>
    public static IEnumerable<MeasuredChange> Changes(ILookup<string, Measurement> scores, InstrumentCatalog catalog) =>
        from instrument in scores
        let scored = instrument.Where(measurement => measurement.Value is not null).ToList()
        from measurement in scored.Skip(1)
        let change = Compare(catalog, instrument.Key, scored[0].Value!.Value, measurement.Value!.Value)
        where change is not null
        select new MeasuredChange(instrument.Key, measurement.AnsweredAt, change.Verdict, change.InRemission);

    /// <summary>Null for an instrument that the organization has no pack of (any more).</summary>
    public static ScoreChange? Compare(InstrumentCatalog catalog, string instrumentId, int baseline, int current) =>
        catalog.FindStored(instrumentId) is { } pack ? ChangeOverTime.Compare(pack, baseline, current) : null;

    /// <summary>The levels that suicide risk screeners of either kind found, the baseline's included.</summary>
    public static IEnumerable<RiskFound> RiskFindings(ILookup<string, Measurement> scores) =>
        from instrument in suicideRiskInstruments
        from score in scores[instrument]
        let level = SafetyLevels.FromCode(score.SafetyLevel ?? score.Band)
        where level is not null
        select new RiskFound(level.Value, score.AnsweredAt, score.KnownAt);
}
