using System.Text.Json;
using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Referrals;

/// <summary>What must become of a referral, as its <c>*.expected.json</c> says. Whatever is left out is not compared.</summary>
/// <param name="Outcome">accepted or refused.</param>
/// <param name="Status">201, or the status of the refusal.</param>
/// <param name="Recommendation">The level of care; "none" when nothing may be recommended.</param>
/// <param name="Why">For people.</param>
/// <param name="Screener">Answers to the C-SSRS screener that the site adds, by item.</param>
/// <param name="Assessment">The assessment that the site adds, as the API takes it.</param>
/// <param name="Rule">The rule that the refusal names.</param>
/// <param name="Field">The FHIRPath that the refusal names, perhaps among others.</param>
internal sealed record ExpectedOutcome(
    string Outcome,
    int? Status = null,
    string? Recommendation = null,
    string? Why = null,
    IReadOnlyDictionary<string, int?>? Screener = null,
    JsonObject? Assessment = null,
    string? Rule = null,
    string? Field = null)
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public const string Accepted = "accepted";

    public static ExpectedOutcome Parse(string json) =>
        JsonSerializer.Deserialize<ExpectedOutcome>(json, options) ?? throw new JsonException("An expected outcome cannot be null.");

    /// <summary>Every difference in words; empty when all is as expected.</summary>
    public IReadOnlyList<string> DifferencesFrom(ReferralOutcome actual)
    {
        var found = new List<string>();
        Compare("outcome", Outcome, actual.Outcome);
        Compare("status", Status?.ToString(), actual.Status.ToString());
        Compare("rule", Rule, actual.Rule);
        Compare("recommendation", Recommendation, actual.Recommended ?? "none");
        if (Field is not null && !actual.Fields.Contains(Field)) found.Add($"the field {Field} should be named");
        return found;

        void Compare(string what, string? wanted, string? got)
        {
            if (wanted is not null && wanted != got) found.Add($"{what} should be {wanted}, but is {got ?? "not given"}");
        }
    }
}

/// <summary>What became of a referral.</summary>
internal sealed record ReferralOutcome(string Outcome)
{
    public required int Status { get; init; }

    public string? Rule { get; init; }

    public string Explanation { get; init; } = "";

    public string? TraceId { get; init; }

    public IReadOnlyList<string> Fields { get; init; } = [];

    public string? Recommended { get; init; }

    public IReadOnlyList<string> Missing { get; init; } = [];

    public IReadOnlyDictionary<string, int?> Scores { get; init; } = new Dictionary<string, int?>();

    public override string ToString()
    {
        if (Outcome != ExpectedOutcome.Accepted) return $"{Outcome} ({Status}{(Rule is null ? "" : $", {Rule}")}): {Explanation}";
        var scores = string.Join(", ", Scores.Select(score => $"{score.Key} {score.Value?.ToString() ?? "unscorable"}"));
        var level = Recommended ?? (Missing.Count == 0 ? "nothing" : $"nothing yet, missing {string.Join(", ", Missing)}");
        return $"{Outcome}; {(scores.Length == 0 ? "no scores" : scores)}; recommended: {level}";
    }
}
