namespace IopPlatform.Clinical.Instruments;

/// <summary>Sex as the published cut-offs know it. Anybody else, and nobody known, is null.</summary>
public enum Sex
{
    Female,
    Male,
}

/// <summary>What a cut-off may depend on. Null: not known.</summary>
public sealed record Respondent(Sex? Sex = null, int? AgeYears = null);

/// <summary>A screening cut-off for a group of people; ages are inclusive, null: any.</summary>
/// <param name="At">Inclusive, in the direction of trouble.</param>
public sealed record CutOff(int At, string Source, Sex? Sex = null, int? AgeFrom = null, int? AgeTo = null)
{
    internal bool MayApplyTo(Respondent who) =>
        (Sex is null || who.Sex is null || Sex == who.Sex)
        && (who.AgeYears is not { } age || (!(age < AgeFrom) && !(age > AgeTo)));
}

/// <summary>Whether a score reaches the cut-off of its group.</summary>
/// <param name="Positive">Null when that depends on a sex or an age that is not known, or when no cut-off is published.</param>
/// <param name="At">The cut-off that decided; null when several agree or none could.</param>
public sealed record ScreenDecision(bool? Positive, int? At, string Reason)
{
    internal static ScreenDecision? Of(InstrumentPack pack, int score, Respondent who)
    {
        if (pack.CutOffs is not { Count: > 0 } cutOffs) return null;
        CutOff[] possible = [.. cutOffs.Where(cutOff => cutOff.MayApplyTo(who))];
        int[] borders = [.. possible.Select(cutOff => cutOff.At).Distinct().Order()];
        bool[] answers = [.. borders.Select(at => Reaches(pack, score, at)).Distinct()];
        return (borders, answers) switch
        {
            ([], _) => new(null, null, "No cut-off is published for this group."),
            ([var at], [var one]) => new(one, at, possible[0].Source),
            (_, [var one]) => new(one, null, "The same for every group that the person may belong to."),
            _ => new(null, null, $"It depends on sex or age: the cut-offs are {string.Join(" and ", borders)}."),
        };
    }

    internal static bool Reaches(InstrumentPack pack, int score, int at) => pack.HigherIsBetter ? score <= at : score >= at;
}
