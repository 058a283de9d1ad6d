using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Program;

namespace IopPlatform.ProgramState.Domain;

/// <summary>One measurement of an episode, from its baseline or later.</summary>
public sealed record Measurement(
    Guid ResponseId, string InstrumentId, int? Value, string? Band, string? SafetyLevel, DateTimeOffset AnsweredAt);

/// <summary>Measurements of an episode, by instrument and over time.</summary>
public static class EpisodeScores
{
    private const string SuicideRiskInstrument = "C-SSRS-SCREENER";

    /// <summary>Oldest first; a response that is in the baseline and was recorded counts once.</summary>
    public static ILookup<string, Measurement> ByInstrument(EpisodeFacts facts) =>
        facts.Scores.Values
            .Select(score => new Measurement(
                score.ResponseId, score.InstrumentId, score.Value, score.Band, score.SafetyLevel, score.AnsweredAt))
            .Concat((facts.Admission?.Baseline ?? []).Select(score => new Measurement(
                score.ResponseId, score.InstrumentId, score.Value, score.Band, null, score.AnsweredAt)))
            .DistinctBy(measurement => measurement.ResponseId)
            .OrderBy(measurement => measurement.InstrumentId, StringComparer.Ordinal)
            .ThenBy(measurement => measurement.AnsweredAt)
            .ThenBy(measurement => measurement.ResponseId)
            .ToLookup(measurement => measurement.InstrumentId);

    /// <summary>Every scored measurement after the first one, against the first one.</summary>
    public static IEnumerable<ChangeOnDay> Changes(ILookup<string, Measurement> scores, SiteCalendar calendar) =>
        from instrument in scores
        let scored = instrument.Where(measurement => measurement.Value is not null).ToList()
        from measurement in scored.Skip(1)
        let verdict = Compare(instrument.Key, scored[0].Value!.Value, measurement.Value!.Value)
        where verdict is not null
        select new ChangeOnDay(instrument.Key, calendar.Day(measurement.AnsweredAt), verdict.Verdict);

    /// <summary>Null for an instrument that the platform has no pack of.</summary>
    public static ScoreChange? Compare(string instrumentId, int baseline, int current) =>
        InstrumentCatalog.Default.Find(instrumentId) is { } pack ? ChangeOverTime.Compare(pack, baseline, current) : null;

    /// <summary>The latest suicide risk level; null when none is known.</summary>
    public static SafetyLevel? Risk(ILookup<string, Measurement> scores) =>
        scores[SuicideRiskInstrument].LastOrDefault() is { } latest
            ? SafetyLevels.FromCode(latest.SafetyLevel ?? latest.Band)
            : null;
}
