using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>The weekly review of an episode: where it goes from here.</summary>
public static class WeeklyReview
{
    /// <summary>The last day of the following week: by then, that week is reviewed.</summary>
    public static DateOnly NextDue(DateOnly weekStartsOn) => weekStartsOn.AddDays(13);

    /// <summary>
    /// The level of care from now on. A step needs a level on its side of the current one; any other decision keeps the
    /// current level and may name it.
    /// </summary>
    /// <param name="asked">The level named with the decision, or null.</param>
    /// <returns>The level, or what is wrong with the named one.</returns>
    public static (string? Level, string? Problem) Decide(string decision, string current, string? asked)
    {
        if (decision is not (Codes.StepUp or Codes.StepDown))
        {
            return asked is null || asked == current
                ? (current, null)
                : (null, $"The decision '{decision}' keeps the level of care, {current}.");
        }

        if (LevelsOfCare.FromCode(asked) is not { } next) return (null, "A step needs the level of care it leads to.");
        var step = next.Intensity() - (LevelsOfCare.FromCode(current)?.Intensity() ?? 0);
        return decision == Codes.StepUp
            ? step > 0 ? (asked, null) : (null, $"A step up leads to more intensive care than {current}.")
            : step < 0 ? (asked, null) : (null, $"A step down leads to less intensive care than {current}.");
    }
}
