using IopPlatform.Clinical.Instruments;
using IopPlatform.Web.Design;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;

namespace IopPlatform.Web.Features.Patients;

/// <param name="Episode">The open one, else the latest; null before the admission.</param>
/// <param name="Zone">Of the patient's site.</param>
public sealed record PatientChart(PatientDetails Patient, EpisodeRow? Episode, string Zone)
{
    /// <param name="state">The live state, where there is one.</param>
    public PatientIdentity Identity(EpisodeState? state, DateOnly today) => new(
        $"{Patient.PreferredName ?? Patient.GivenName} {Patient.FamilyName}",
        $"{Patient.GivenName} {Patient.FamilyName}",
        Patient.BirthDate,
        Moments.Age(Patient.BirthDate, today),
        null)
    {
        ProgramWeek = state?.ProgramWeek,
        Risk = RiskOf(state),
    };

    /// <summary>The gravest of the newest answers that ask about safety: the latest of one instrument does not answer another's question.</summary>
    public static RiskLevel RiskOf(EpisodeState? state) => state?.Scores.Select(score => score.SafetyLevel).OfType<string>()
        .Select(RiskLevels.FromCode).DefaultIfEmpty(RiskLevel.NotScreened).MaxBy(Gravity) ?? RiskLevel.NotScreened;

    private static int Gravity(RiskLevel level) => level switch
    {
        RiskLevel.High => 5,
        RiskLevel.Unclear => 4,
        RiskLevel.Moderate => 3,
        RiskLevel.Low => 2,
        RiskLevel.None => 1,
        RiskLevel.NotScreened => 0,
    };
}

/// <summary>Scores as the chart of a trajectory takes them, with the bands and the reliable change that each instrument's pack states.</summary>
internal static class Courses
{
    /// <summary>Bands are drawn only for the instruments whose bands were validated as such.</summary>
    private static readonly HashSet<string> WithBands = new(["PHQ-9", "GAD-7"], StringComparer.OrdinalIgnoreCase);

    public static ScoreCourse Of(EpisodeScore score, EpisodeState state, DateOnly? start, string startText)
    {
        var pack = InstrumentCatalog.Default.Find(score.InstrumentId);
        return new ScoreCourse
        {
            Name = pack?.Id ?? score.InstrumentId,
            Min = pack?.ScoreMin ?? 0,
            Max = pack?.ScoreMax ?? Math.Max(1, score.Course.Select(point => point.Value).DefaultIfEmpty(1).Max()),
            Points = [.. score.Course.Select(point => new ScoreDay(DayOf(point.AnsweredAt, state.TimeZone), point.Value))],
            HigherIsBetter = pack?.HigherIsBetter ?? false,
            Bands = pack is not null && WithBands.Contains(pack.Id) ? [.. pack.Bands.Select(band => new Design.ScoreBand(band.Min, band.Max, band.Label))] : [],
            ReliableAt = pack?.Change?.ReliableAt,
            ResponsePercent = pack?.Change?.ResponsePercent,
            RemissionBelow = pack?.Change?.RemissionBelow,
            Trend = ScoreTrends.FromCode(score.Trend),
            Marks = start is { } day ? [new CourseMark(day, CourseMarkKind.ProgramStart, startText)] : [],
        };
    }

    private static DateOnly DayOf(DateTimeOffset at, string zone) => DateOnly.FromDateTime(Moments.At(at, zone).DateTime);
}
