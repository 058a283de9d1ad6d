using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public static class GeneratedWeeks
{
    private static readonly DateTimeOffset monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static Arbitrary<WeeklyDoseFacts> Facts() => (
        from own in Sessions(0, 6)
        from offered in Sessions(0, 7)
        from hour in Gen.Choose(0, 7 * 24)
        from prescribed in Gen.Choose(0, 900)
        select new WeeklyDoseFacts
        {
            AgeGroup = AgeGroup.Adult,
            PrescribedMinutes = prescribed,
            WeekStart = monday,
            WeekEnd = monday.AddDays(7),
            Now = monday.AddHours(hour),
            Sessions = own,
            Offered = [.. offered.Select(offer => offer with { Status = DoseSessionStatus.Scheduled, AttendedMinutes = null })],
        }).ToArbitrary();

    private static Gen<DoseSession[]> Sessions(int min, int max) =>
        Gen.Choose(min, max).SelectMany(count => Session().ArrayOf(count));

    private static Gen<DoseSession> Session() =>
        from hour in Gen.Choose(0, (7 * 24) - 1)
        from minutes in Gen.Choose(1, 240)
        from status in Gen.Elements(Enum.GetValues<DoseSessionStatus>())
        from attended in Gen.Choose(0, 300)
        select new DoseSession(
            Guid.CreateVersion7(),
            monday.AddHours(hour),
            monday.AddHours(hour).AddMinutes(minutes),
            minutes,
            status == DoseSessionStatus.Attended ? attended : null,
            status);
}

public sealed class WeeklyDoseProperties
{
    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 1000)]
    public bool Forecast_OutlookFollowsFromTheNumbers(WeeklyDoseFacts facts)
    {
        var forecast = WeeklyDose.Forecast(facts);
        var closing = forecast.Closing.Sum(session => session.ClinicalMinutes);
        return forecast.Attended + forecast.StillPossible <= forecast.Scheduled
            && forecast.Unrecorded <= forecast.StillPossible
            && forecast.Outlook switch
            {
                DoseOutlook.Met => forecast.Needed == 0 && forecast.Closing.Count == 0,
                DoseOutlook.OnTrack => forecast.StillPossible >= forecast.Needed && closing >= forecast.Needed,
                DoseOutlook.ReachableWithExtra => forecast.StillPossible < forecast.Needed && closing >= forecast.Needed,
                DoseOutlook.CannotReach => closing < forecast.Needed,
            };
    }

    /// <summary>Against every subset of the offers: none closes a gap that is called closed with fewer, or not at all.</summary>
    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 1000)]
    public bool Forecast_ExtraSessions_AreTheFewestOfAllSubsets(WeeklyDoseFacts facts)
    {
        var forecast = WeeklyDose.Forecast(facts);
        var gap = forecast.Needed - forecast.StillPossible;
        if (gap <= 0) return !forecast.Closing.Intersect(facts.Offered).Any();

        var coming = facts.Sessions.Where(s => s.Status != DoseSessionStatus.Cancelled && s.End > facts.Now).ToArray();
        var fitting = facts.Offered.Where(o => o.Start >= facts.Now && !coming.Any(s => Overlap(s, o))).ToArray();
        var fewest = Enumerable.Range(0, 1 << fitting.Length)
            .Select(mask => fitting.Where((_, i) => (mask & (1 << i)) != 0).ToArray())
            .Where(set => set.Sum(s => s.ClinicalMinutes) >= gap && !set.Any(a => set.Any(b => a != b && Overlap(a, b))))
            .Select(set => (int?)set.Length)
            .Min();
        var chosen = forecast.Closing.Intersect(facts.Offered).ToArray();
        return fewest is null
            ? forecast.Outlook == DoseOutlook.CannotReach
            : forecast.Outlook == DoseOutlook.ReachableWithExtra && chosen.Length == fewest
                && !chosen.Any(a => chosen.Any(b => a != b && Overlap(a, b)));
    }

    /// <summary>Against every subset of the patient's own open sessions: what one person can attend of them at most.</summary>
    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 1000)]
    public bool Forecast_StillPossible_IsTheMostOfAllSubsetsThatDoNotOverlap(WeeklyDoseFacts facts)
    {
        var open = facts.Sessions
            .Where(s => s.AttendedMinutes is null && s.Status is DoseSessionStatus.Scheduled or DoseSessionStatus.Attended)
            .ToArray();
        var most = Enumerable.Range(0, 1 << open.Length)
            .Select(mask => open.Where((_, i) => (mask & (1 << i)) != 0).ToArray())
            .Where(set => !set.Any(a => set.Any(b => a != b && Overlap(a, b))))
            .Max(set => set.Sum(s => s.ClinicalMinutes));
        return WeeklyDose.Forecast(facts).StillPossible == most;
    }

    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 1000)]
    public bool Forecast_Closing_CanAllBeAttended(WeeklyDoseFacts facts)
    {
        var closing = WeeklyDose.Forecast(facts).Closing;
        return !closing.Any(a => closing.Any(b => a != b && Overlap(a, b)))
            && closing.All(session => facts.Sessions.Contains(session) || session.Start >= facts.Now);
    }

    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 1000)]
    public bool Forecast_OrderOfSessionsAndOffers_HasNoEffect(WeeklyDoseFacts facts, int seed)
    {
        var forecast = WeeklyDose.Forecast(facts);
        var other = WeeklyDose.Forecast(facts with
        {
            Sessions = Shuffled(facts.Sessions, seed),
            Offered = Shuffled(facts.Offered, seed),
        });
        return forecast == other with { Closing = forecast.Closing } && forecast.Closing.SequenceEqual(other.Closing);
    }

    private static DoseSession[] Shuffled(IReadOnlyList<DoseSession> sessions, int seed)
    {
        DoseSession[] copy = [.. sessions];
        new Random(seed).Shuffle(copy);
        return copy;
    }

    private static bool Overlap(DoseSession a, DoseSession b) => a.Start < b.End && b.Start < a.End;
}
