using System.Numerics;

namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The answers to one pack by position. An item is answered, skipped (a rule says that it is not asked), blank (asked and
/// not answered), or open (whether it is asked depends on a blank).
/// </summary>
internal readonly ref struct AnswerSet
{
    private readonly Span<int> values;

    private AnswerSet(ScoringPlan plan, Span<int> values, ulong answered)
    {
        this.values = values;
        Answered = answered;
        var skipped = 0UL;
        var blank = 0UL;
        // A rule looks back at earlier items only, so that one pass in the order of the form decides all of them.
        for (var at = 0; at < plan.Items.Length; at++)
        {
            var bit = 1UL << at;
            if ((answered & bit) != 0) continue;
            var gate = plan.Items[at].Gate;
            if (gate == 0 || AnyAtLeast(gate, plan.Items[at].GateAtLeast)) blank |= bit;
            else if ((gate & ~(answered | skipped)) == 0) skipped |= bit;
        }
        Skipped = skipped;
        Blank = blank;
    }

    public ulong Answered { get; }

    /// <summary>Not asked: counts 0.</summary>
    public ulong Skipped { get; }

    /// <summary>Asked, and not answered.</summary>
    public ulong Blank { get; }

    public int this[int at] => values[at];

    public int? AnswerAt(int at) => (Answered & (1UL << at)) != 0 ? values[at] : null;

    /// <summary>Null when an answer does not belong to the pack.</summary>
    public static bool TryRead(
        ScoringPlan plan, IReadOnlyDictionary<string, int?> answers, Span<int> values, out AnswerSet read)
    {
        var answered = 0UL;
        var found = 0;
        for (var at = 0; at < plan.Items.Length; at++)
        {
            var item = plan.Items[at];
            if (!answers.TryGetValue(item.Number, out var answer)) continue;
            found++;
            if (answer is not { } value) continue;
            if (!item.Takes(value))
            {
                read = default;
                return false;
            }
            values[at] = value;
            answered |= 1UL << at;
        }

        read = found == answers.Count ? new(plan, values, answered) : default;
        return found == answers.Count;
    }

    /// <summary>Whether an answered item of the set reaches a value.</summary>
    public bool AnyAtLeast(ulong items, int atLeast)
    {
        for (var rest = items & Answered; rest != 0; rest &= rest - 1)
            if (values[BitOperations.TrailingZeroCount(rest)] >= atLeast) return true;
        return false;
    }

    public static IReadOnlyList<string> Numbers(ScoringPlan plan, ulong items)
    {
        if (items == 0) return [];
        var numbers = new string[BitOperations.PopCount(items)];
        var next = 0;
        for (var rest = items; rest != 0; rest &= rest - 1)
            numbers[next++] = plan.Items[BitOperations.TrailingZeroCount(rest)].Number;
        return numbers;
    }

    /// <summary>The answered items of a set: how many there are, and what they count together; skipped ones count 0.</summary>
    public Tally Count(ScoringPlan plan, ulong items)
    {
        var sum = 0;
        for (var rest = items & Answered; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            sum += plan.Items[at].Counts(values[at]);
        }
        var known = items & (Answered | Skipped);
        return new(sum, BitOperations.PopCount(known), BitOperations.PopCount(items), items & Blank, items & ~(known | Blank));
    }
}

/// <summary>What a set of items adds up to.</summary>
/// <param name="Known">How many are answered or skipped.</param>
/// <param name="Open">Items of which it is not known whether they are asked; they cannot be filled.</param>
internal readonly record struct Tally(int Sum, int Known, int Items, ulong Blanks, ulong Open)
{
    public int BlankCount => BitOperations.PopCount(Blanks);

    public bool CanBeFilled(int blanksMax) => Open == 0 && Known > 0 && BlankCount <= blanksMax;

    /// <summary>The sum with the mean of the known items in the place of the blanks.</summary>
    public Fraction FilledSum => new((long)Sum * Items, Known);

    public Fraction Mean => new(Sum, Known);
}

/// <summary>An exact non-negative fraction: a score is rounded once, at the end.</summary>
internal readonly record struct Fraction(long Over, long Under)
{
    public static Fraction Zero => new(0, 1);

    public static Fraction operator +(Fraction a, Fraction b) => a.Under == b.Under
        ? new(a.Over + b.Over, a.Under)
        : new((a.Over * b.Under) + (b.Over * a.Under), a.Under * b.Under);

    public Fraction DividedBy(int by) => new(Over, Under * by);

    public Fraction Times(int by) => new(Over * by, Under);

    /// <summary>Half goes up.</summary>
    public int Rounded => (int)(((2 * Over) + Under) / (2 * Under));
}
