using IopPlatform.Web.Features.Patients;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Portal;

/// <summary>A week's hours as a patient reads them, without signs and arrows.</summary>
internal static class HoursText
{
    public static string Of(EpisodeState state, IStringLocalizer<Words> words)
    {
        var week = Verdict.HoursOf(state);
        var (attended, booked) = (Moments.Hours(week.AttendedMinutes), Moments.Hours(week.BookedMinutes));
        return week.HasGoal
            ? words["Your plan is {0} hours a week. You have {1} so far, and {2} more are booked.", Moments.Hours(week.GoalMinutes), attended, booked]
            : words["You have {0} hours so far, and {1} more are booked.", attended, booked];
    }
}
