namespace IopPlatform.Clinical.Instruments;

/// <content>What a score means: cut-offs, algorithms, flags and change.</content>
internal sealed partial class PackValidation
{
    private const int AgeYearsMax = 120;

    private void Screen()
    {
        MustBeInRange(pack.ScreenPositiveAt, "screenPositiveAt");
        if (pack.CutOffs is not { Count: > 0 } cutOffs) return;

        Must(
            pack.ScreenPositiveAt is null, "screenPositiveAt", "Give one cut-off here or several by sex and age, not both.");
        for (var at = 0; at < cutOffs.Count; at++)
        {
            MustBeInRange(cutOffs[at].At, $"cutOffs[{at}].at");
            Must(!(cutOffs[at].AgeFrom > cutOffs[at].AgeTo), $"cutOffs[{at}].ageFrom", "The ages are the wrong way round.");
        }
        foreach (var sex in Enum.GetValues<Sex>())
        {
            var ages = Enumerable.Range(0, AgeYearsMax + 1)
                .Where(age => cutOffs.Count(cutOff => cutOff.MayApplyTo(new(sex, age))) > 1);
            foreach (var age in ages.Take(1))
                Add("cutOffs", $"Two of them hold for somebody who is {sex.ToString().ToLowerInvariant()} and {age}.");
        }
    }

    private void Algorithms()
    {
        for (var at = 0; at < (pack.Algorithms?.Count ?? 0); at++)
        {
            var (rule, field) = (pack.Algorithms![at], $"algorithms[{at}]");
            Must(rule.Outcomes.Count > 0, field + ".outcomes", "An algorithm has at least one outcome.");
            Known([.. rule.SymptomAtByItem?.Keys ?? []], field + ".symptomAtByItem");
            for (var outcome = 0; outcome < rule.Outcomes.Count; outcome++)
                Outcome(rule.Outcomes[outcome], $"{field}.outcomes[{outcome}]");
        }
    }

    private void Outcome(AlgorithmOutcome outcome, string field)
    {
        for (var at = 0; at < outcome.Require.Count; at++)
        {
            var (need, place) = (outcome.Require[at], $"{field}.require[{at}]");
            Known(need.Items, place + ".items");
            Must(
                need.AtLeast >= 1 && need.AtLeast <= need.Items.Count, place + ".atLeast",
                $"This is out of {need.Items.Count} items.");
        }
    }

    private void Flags()
    {
        for (var at = 0; at < (pack.Flags?.Count ?? 0); at++)
        {
            var (flag, field) = (pack.Flags![at], $"flags[{at}]");
            Must(
                !new[] { flag.Code, flag.Text, flag.Source }.Any(string.IsNullOrWhiteSpace), field,
                "A flag has a code, a text and a source.");
            Must(flag.AtLeast is null != flag.AtMost is null, field, "A flag has either atLeast or atMost.");
            Must(flag.Items is null || flag.Scale is null, field, "A flag looks at items or at a scale, not at both.");
            if (flag.Items is { } items)
                Known(items, field + ".items");
            else if (flag.Scale is { } code)
                Must((pack.Scoring.Scales ?? []).Any(scale => scale.Code == code), field + ".scale", $"There is no scale {code}.");
            else
                Must(pack.Scoring.Method != ScoringMethod.Profile, field, "There is no total that a flag could look at.");
        }
    }

    private void Change()
    {
        if (pack.Change is not { } rule) return;
        Must(
            pack.Scoring.Method is not (ScoringMethod.Triage or ScoringMethod.Profile), "change",
            "A rule for change needs a total.");
        Must(!string.IsNullOrWhiteSpace(rule.Source), "change.source", Something);
        foreach (var (field, points) in new[]
        {
            ("reliableAt", rule.ReliableAt), ("meaningfulAt", rule.MeaningfulAt), ("responsePercent", rule.ResponsePercent),
            ("responsePoints", rule.ResponsePoints),
        })
        {
            Must(!(points < 1), "change." + field, "This is 1 or more.");
        }
        Must(
            rule.ResponsePercent is null || rule.ResponsePoints is null, "change.responsePoints",
            "A response is a percentage or a number of points, not both.");
        MustBeInRange(rule.RemissionBelow, "change.remissionBelow");
        MustBeInRange(rule.CaseAt, "change.caseAt");
        Must(
            (rule.RemissionBelow ?? rule.CaseAt) is null || !pack.HigherIsBetter, "change",
            "Remission and case are borders of a score whose higher values are worse.");
        Must(
            rule.Reliability is not { Coefficient: not (> 0 and < 1) }, "change.reliability.coefficient",
            "A coefficient lies between 0 and 1.");
    }

    private void Trajectory()
    {
        for (var at = 0; at < (pack.Change?.Trajectory?.Count ?? 0); at++)
        {
            var (point, field) = (pack.Change!.Trajectory![at], $"change.trajectory[{at}]");
            Must(point.FromDay >= 1, field + ".fromDay", "This is 1 or more.");
            Must(
                point.ImprovementAtLeast is null != point.ScoreAtMost is null, field,
                "Give either improvementAtLeast or scoreAtMost.");
        }
    }
}
