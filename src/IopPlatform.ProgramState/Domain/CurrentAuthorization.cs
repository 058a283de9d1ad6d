using IopPlatform.Clinical.Program;
using IopPlatform.Contracts.Intake.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>The payer's authorization that counts today, and how far it is used up.</summary>
public sealed record CurrentAuthorization(AuthorizationChanged Approved, int UnitsUsed, AuthorizationState State)
{
    private const int PaceDays = 14;

    /// <summary>
    /// The one that covers today (of several, the one that lasts longest), else the next one to begin, else the last one that
    /// ended; null where nothing was ever authorized.
    /// </summary>
    public static CurrentAuthorization? Of(EpisodeFacts facts, DateOnly today, SiteCalendar calendar)
    {
        var all = facts.Authorizations.Values;
        var approved =
            all.Where(one => one.From <= today && today <= one.To).MaxBy(one => (one.To, one.AuthorizationId))
            ?? all.Where(one => one.From > today).MinBy(one => (one.From, one.AuthorizationId))
            ?? all.MaxBy(one => (one.To, one.AuthorizationId));
        if (approved is null) return null;

        var days = SessionAttendance.Days(facts, calendar).ToList();
        var used = days.Count(day => approved.From <= day && day <= approved.To);
        var recent = days.Count(day => day <= today && today.DayNumber - day.DayNumber < PaceDays);
        return new(approved, used, AuthorizationBurnDown.Compute(
            approved.UnitsApproved, used, approved.From, approved.To, recent * 7m / PaceDays, today));
    }
}
