namespace IopPlatform.Clinical.Program;

public enum DoseOutlook
{
    /// <summary>The patient's own remaining sessions reach the prescription.</summary>
    OnTrack,

    /// <summary>Only with offered sessions on top.</summary>
    ReachableWithExtra,

    /// <summary>The attended minutes already reach the prescription.</summary>
    Met,

    /// <summary>Not even with every offered session that fits.</summary>
    CannotReach,
}

/// <summary>
/// Where a week stands; all numbers are clinical minutes.
/// </summary>
/// <param name="StillPossible">
/// Of the patient's own sessions: not over yet, or over without a record. Of sessions that overlap, only those count that
/// one person can attend and that give the most minutes.
/// </param>
/// <param name="Unrecorded">The part of StillPossible that is over: it waits for a record, not for the patient.</param>
/// <param name="Needed">What is missing to the prescription; 0 when it is met.</param>
/// <param name="Closing">
/// The sessions that would close the gap, by start: own ones while they suffice, else all own ones and the fewest offered
/// ones that do. When the gap cannot be closed: all that would bring the patient as near as possible.
/// </param>
public sealed record WeeklyDoseForecast(
    int Prescribed,
    int Scheduled,
    int Attended,
    int StillPossible,
    int Unrecorded,
    int Needed,
    DoseOutlook Outlook,
    IReadOnlyList<DoseSession> Closing);

/// <summary>
/// The weekly dose: attended clinical minutes against the prescription. Defaults: 9 hours for adults (Medicare IOP benefit,
/// 42 CFR 410.44; ASAM level 2.1; Kansas R03-704) and 6 hours for adolescents (ASAM level 2.1; Kansas R03-704).
/// </summary>
public static class WeeklyDose
{
    public const int AdultMinutes = 540;
    public const int AdolescentMinutes = 360;

    public static int DefaultMinutes(AgeGroup group) => group switch
    {
        AgeGroup.Adult => AdultMinutes,
        AgeGroup.Adolescent => AdolescentMinutes,
    };

    /// <summary>The code on the wire: on-track, reachable-with-extra, met, cannot-reach.</summary>
    public static string ToCode(this DoseOutlook outlook) => outlook switch
    {
        DoseOutlook.OnTrack => "on-track",
        DoseOutlook.ReachableWithExtra => "reachable-with-extra",
        DoseOutlook.Met => "met",
        DoseOutlook.CannotReach => "cannot-reach",
    };

    public static WeeklyDoseForecast Forecast(WeeklyDoseFacts facts)
    {
        var prescribed = Math.Max(0, facts.PrescribedMinutes ?? DefaultMinutes(facts.AgeGroup));
        DoseSession[] own =
        [
            .. facts.Sessions
                .Where(session => InWeek(session, facts) && session.Status != DoseSessionStatus.Cancelled)
                .OrderBy(session => session.Start).ThenBy(session => session.Id),
        ];
        var open = Attendable(own);
        var attended = own.Sum(session => session.CreditedMinutes);
        var possible = Minutes(open);
        var needed = Math.Max(0, prescribed - attended);
        var extra = needed > possible ? ChooseExtra(facts, own, needed - possible) : [];
        var outlook = needed == 0 ? DoseOutlook.Met
            : possible >= needed ? DoseOutlook.OnTrack
            : possible + Minutes(extra) >= needed ? DoseOutlook.ReachableWithExtra
            : DoseOutlook.CannotReach;
        return new(
            prescribed,
            Minutes(own),
            attended,
            possible,
            Minutes(open.Where(session => session.End <= facts.Now)),
            needed,
            outlook,
            [.. UntilClosed(open, needed).Concat(extra).OrderBy(session => session.Start).ThenBy(session => session.Id)]);
    }

    private static bool InWeek(DoseSession session, WeeklyDoseFacts facts) =>
        session.Start >= facts.WeekStart && session.Start < facts.WeekEnd;

    private static int Minutes(IEnumerable<DoseSession> sessions) => sessions.Sum(session => session.CountedMinutes);

    /// <summary>Of own sessions that overlap, nobody can attend more than one.</summary>
    private static DoseSession[] Attendable(DoseSession[] own) =>
        [.. SessionChoice.MostMinutes([.. own.Where(session => session.IsOpen)]).OrderBy(session => session.Start)];

    private static IEnumerable<DoseSession> UntilClosed(DoseSession[] open, int needed)
    {
        foreach (var session in open)
        {
            if (needed <= 0) yield break;
            needed -= session.CountedMinutes;
            yield return session;
        }
    }

    /// <summary>Only offered sessions that have not begun and overlap none of the patient's own coming ones can help.</summary>
    private static IReadOnlyList<DoseSession> ChooseExtra(WeeklyDoseFacts facts, DoseSession[] own, int gap)
    {
        var coming = own.Where(session => session.End > facts.Now).ToArray();
        var candidates = facts.Offered.Where(offer =>
            InWeek(offer, facts)
            && offer.Start >= facts.Now
            && offer.Status == DoseSessionStatus.Scheduled
            && offer.CountedMinutes > 0
            && own.All(session => session.Id != offer.Id)
            && coming.All(session => session.End <= offer.Start || session.Start >= offer.End));
        return SessionChoice.FewestToClose([.. candidates], gap);
    }
}
