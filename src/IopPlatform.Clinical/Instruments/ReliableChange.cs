namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The reliable change index of Jacobson and Truax (J Consult Clin Psychol 1991;59:12-19) with the numbers behind it.
/// </summary>
/// <param name="StandardErrorOfDifference">SD × √2 × √(1 − r), in points.</param>
/// <param name="Points">1.96 × that: a change of at least so many points is reliable with 95 %.</param>
/// <param name="Index">The change over the standard error; positive for an improvement.</param>
public sealed record ReliableChange(
    double Coefficient, string Kind, double StandardDeviation, double StandardErrorOfDifference, double Points, double Index)
{
    public const string Formula = "RCI = change / (SD × √2 × √(1 − r)); reliable from 1.96 on";
    private const double Z = 1.96;

    /// <param name="standardDeviation">
    /// Of the population that the patient comes from, such as the provider's own baselines; null: that of the study.
    /// </param>
    /// <returns>Null when neither the study's nor another standard deviation is known.</returns>
    public static ReliableChange? Of(ReliabilityRule rule, double improvement, double? standardDeviation = null)
    {
        var root = Math.Sqrt(2) * Math.Sqrt(1 - rule.Coefficient);
        if ((standardDeviation ?? rule.StandardDeviation ?? (rule.Points / Z / root)) is not { } spread) return null;
        var error = spread * root;
        return new(rule.Coefficient, rule.Kind, spread, error, Z * error, improvement / error);
    }

    public bool IsReliable => Math.Abs(Index) >= Z;
}
