using System.Collections.Frozen;

namespace IopPlatform.Clinical.Program;

/// <summary>The payers' rules that a provider uses, in all their versions.</summary>
public sealed class PayerRuleBook
{
    private readonly FrozenDictionary<(string Payer, string Version), PayerRuleSet> byVersion;

    /// <exception cref="ArgumentException">Two sets of a payer have the same version, or begin on the same day.</exception>
    public PayerRuleBook(IEnumerable<PayerRuleSet> sets)
    {
        All = [.. sets.OrderBy(set => set.Payer, StringComparer.Ordinal).ThenBy(set => set.EffectiveFrom)];
        if (All.CountBy(set => (set.Payer, set.EffectiveFrom)).FirstOrDefault(count => count.Value > 1) is { Value: > 1 } twice)
        {
            throw new ArgumentException(
                $"Two sets of {twice.Key.Payer} begin on {twice.Key.EffectiveFrom:yyyy-MM-dd}.", nameof(sets));
        }

        byVersion = All.ToDictionary(set => (set.Payer, set.Version)).ToFrozenDictionary();
    }

    /// <summary>The sets that come with the platform.</summary>
    public static PayerRuleBook Default { get; } = new(EmbeddedText.ReadAll("payers/").Select(PayerRuleSet.Parse));

    /// <summary>By payer, the oldest first.</summary>
    public IReadOnlyList<PayerRuleSet> All { get; }

    /// <summary>The set that counts for a day of service; null when the payer is not known or had no rules yet.</summary>
    public PayerRuleSet? InForce(string payer, DateOnly day) =>
        All.LastOrDefault(set => set.Payer == payer && set.EffectiveFrom <= day);

    /// <summary>The set of a version, or null; stored claims name theirs.</summary>
    public PayerRuleSet? Find(string payer, string version) => byVersion.GetValueOrDefault((payer, version));
}
