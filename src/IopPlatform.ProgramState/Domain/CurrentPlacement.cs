namespace IopPlatform.ProgramState.Domain;

/// <summary>The level of care that holds now.</summary>
public static class CurrentPlacement
{
    /// <summary>The newer of placement and review decision; a review says the level from then on.</summary>
    public static string? LevelOfCare(EpisodeFacts facts)
    {
        var review = facts.Reviews.Values.MaxBy(heard => (heard.OccurredAt, heard.ReviewId));
        return facts.Admission is { } admission && !(review?.OccurredAt >= admission.OccurredAt)
            ? admission.LevelOfCare
            : review?.LevelOfCare;
    }

    /// <summary>The day from which the present level holds: of the newest review that changed it, or of the admission.</summary>
    public static DateOnly Since(EpisodeFacts facts, SiteCalendar calendar) =>
        facts.Reviews.Values
            .Where(review => review.Decision is "step-up" or "step-down")
            .Select(review => calendar.Day(review.OccurredAt))
            .Append(facts.Admission!.AdmittedOn)
            .Max();

    /// <summary>Programs that stand for a weekly dose.</summary>
    public static bool IsIntensive(EpisodeFacts facts) => LevelOfCare(facts) is "iop" or "php";
}
