using System.Text.RegularExpressions;

namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// Everything that a pack must obey so that it cannot score wrongly in silence: each name that one part uses exists in
/// another, each threshold can be reached, and the bands cover exactly the range of the score.
/// </summary>
internal sealed partial class PackValidation
{
    private const string Something = "This must say something.";

    private readonly InstrumentPack pack;
    private readonly string file;
    private readonly List<PackError> errors = [];

    private PackValidation(InstrumentPack pack, string file)
    {
        this.pack = pack;
        this.file = file;
    }

    public static IReadOnlyList<PackError> ErrorsOf(InstrumentPack pack, string file)
    {
        var check = new PackValidation(pack, file);
        check.Names();
        check.Items();
        // What follows looks at the items by number and range.
        if (check.errors.Count > 0) return check.errors;
        check.Scoring();
        check.Scales();
        if (check.errors.Count > 0) return check.errors;
        check.TotalBands();
        check.Screen();
        check.Algorithms();
        check.Flags();
        check.Change();
        check.Trajectory();
        return check.errors;
    }

    private void Names()
    {
        Must(IdPattern().IsMatch(pack.Id), "id", "An id is of capital letters, digits and hyphens, such as PHQ-9.");
        Must(System.Version.TryParse(pack.Version, out _), "version", "A version is of numbers and points, such as 1.0.");
        foreach (var (field, text) in new[]
        {
            ("title", pack.Title), ("language", pack.Language), ("window", pack.Window), ("license", pack.License),
            ("citation", pack.Citation), ("scoring.missingSource", pack.Scoring.MissingSource),
        })
        {
            Must(!string.IsNullOrWhiteSpace(text), field, Something);
        }
    }

    private void Items()
    {
        Must(
            pack.Items.Count is > 0 and <= ScoringPlan.ItemsMax, "items", $"A pack has 1 to {ScoringPlan.ItemsMax} items.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < pack.Items.Count; at++)
        {
            var (item, field) = (pack.Items[at], $"items[{at}]");
            Must(!string.IsNullOrWhiteSpace(item.Text), field + ".text", Something);
            Answers(item, field);
            if (item.AskedWhen is { } gate) Gate(gate, seen, field + ".askedWhen");
            if (item.Safety is { } safety) Safety(item, safety, field + ".safety");
            Must(
                !string.IsNullOrWhiteSpace(item.Number) && seen.Add(item.Number), field + ".number",
                "Each item has a number of its own.");
        }
    }

    private void Answers(PackItem item, string field)
    {
        if (item.Range is { } range)
        {
            Must(range.Min < range.Max, field + ".range", "The least number must be below the greatest.");
            return;
        }
        field += ".options";
        var values = item.Options.Select(option => option.Value).Distinct();
        Must(item.Options.Count >= 2, field, "An item takes at least two answers or a range.");
        Must(values.Count() == item.Options.Count, field, "Each answer has a value of its own.");
        Must(!item.Options.Any(option => string.IsNullOrWhiteSpace(option.Label)), field, "Each answer has a label.");
    }

    private void Gate(AskedWhen gate, HashSet<string> earlier, string field)
    {
        foreach (var number in gate.Items)
        {
            if (!earlier.Contains(number))
            {
                Add(field + ".item", $"There is no item {number} before this one.");
                continue;
            }
            if (pack.Item(number) is not { } known || !HasAnswers(known)) continue;
            Must(
                gate.AtLeast > known.Min && gate.AtLeast <= known.Max, field + ".atLeast",
                $"Item {number} is answered with {known.Min} to {known.Max}; {gate.AtLeast} would ask always or never.");
        }
    }

    private void Safety(PackItem item, ItemSafety safety, string field)
    {
        if (HasAnswers(item))
        {
            Must(
                safety.PositiveAt > item.Min && safety.PositiveAt <= item.Max, field + ".positiveAt",
                $"The item is answered with {item.Min} to {item.Max}.");
        }
        foreach (var (name, text) in new[]
        {
            ("positiveCode", safety.PositiveCode), ("positiveText", safety.PositiveText),
            ("blankCode", safety.BlankCode), ("blankText", safety.BlankText),
        })
        {
            Must(!string.IsNullOrWhiteSpace(text), $"{field}.{name}", Something);
        }
    }

    /// <summary>An item without answers has an error already, and no least or greatest one.</summary>
    private static bool HasAnswers(PackItem item) => item.Range is not null || item.Options.Count > 0;

    private bool Known(IReadOnlyList<string> numbers, string field)
    {
        var before = errors.Count;
        foreach (var number in numbers) Must(pack.Item(number) is not null, field, $"There is no item {number}.");
        Must(numbers.Distinct().Count() == numbers.Count, field, "An item stands there twice.");
        return errors.Count == before;
    }

    private void MustBeInRange(int? score, string field)
    {
        if (score is { } given)
            Must(given >= pack.ScoreMin && given <= pack.ScoreMax, field, $"The score goes from {pack.ScoreMin} to {pack.ScoreMax}.");
    }

    private void Must(bool holds, string field, string text)
    {
        if (!holds) Add(field, text);
    }

    private void Add(string field, string text) => errors.Add(new(file, field, text));

    [GeneratedRegex("^[A-Z0-9]+(-[A-Z0-9]+)*$")]
    private static partial Regex IdPattern();
}
