namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The licensed wording of an instrument as a provider's own file: it replaces the neutral labels of the pack and changes
/// nothing of the scoring. Every item has to be worded.
/// </summary>
/// <param name="Instrument">The id and the version of the pack that it words.</param>
/// <param name="License">Under what the provider may show the text.</param>
/// <param name="Options">The labels of the pack's common answers; null: those of the pack stay.</param>
public sealed record InstrumentTexts(
    string Instrument,
    string Version,
    string Language,
    string License,
    IReadOnlyList<WordedItem> Items,
    string? Title = null,
    string? Window = null,
    IReadOnlyList<AnswerOption>? Options = null)
{
    /// <summary>The pack in these words, or everything that does not fit.</summary>
    internal PackReading Apply(InstrumentPack pack, string file)
    {
        var errors = ErrorsAgainst(pack, file);
        return errors.Count > 0 ? new(null, errors) : new(Worded(pack), []);
    }

    private List<PackError> ErrorsAgainst(InstrumentPack pack, string file)
    {
        List<PackError> errors = [];
        if (Instrument != pack.Id || Version != pack.Version)
            errors.Add(new(file, "instrument", $"These are the texts of {Instrument} {Version}, not of {pack.Id} {pack.Version}."));
        if (string.IsNullOrWhiteSpace(License)) errors.Add(new(file, "license", "This must say something."));
        Labels(pack.Options, Options, "options");
        for (var at = 0; at < Items.Count; at++)
        {
            if (pack.Item(Items[at].Number) is { } item)
                Labels(item.Options, Items[at].Options, $"items[{at}].options");
            else
                errors.Add(new(file, $"items[{at}].number", $"There is no item {Items[at].Number}."));
            if (string.IsNullOrWhiteSpace(Items[at].Text)) errors.Add(new(file, $"items[{at}].text", "This must say something."));
        }
        foreach (var number in pack.Items.Select(item => item.Number).Except(Items.Select(item => item.Number)))
            errors.Add(new(file, "items", $"Item {number} has no text."));
        if (Items.DistinctBy(item => item.Number).Count() != Items.Count) errors.Add(new(file, "items", "An item stands there twice."));
        return errors;

        void Labels(IReadOnlyList<AnswerOption> known, IReadOnlyList<AnswerOption>? worded, string field)
        {
            if (worded is not null && !worded.Select(option => option.Value).SequenceEqual(known.Select(option => option.Value)))
                errors.Add(new(file, field, $"The answers are {string.Join(", ", known.Select(option => option.Value))}, in this order."));
        }
    }

    private InstrumentPack Worded(InstrumentPack pack)
    {
        var words = Items.ToDictionary(item => item.Number);
        return pack with
        {
            Texts = ItemTexts.Loaded,
            Title = Title ?? pack.Title,
            Window = Window ?? pack.Window,
            Language = Language,
            License = License,
            Options = Options ?? pack.Options,
            Items = [.. pack.Items.Select(item => item with
            {
                Text = words[item.Number].Text,
                Options = words[item.Number].Options ?? (ReferenceEquals(item.Options, pack.Options) ? Options : null) ?? item.Options,
            })],
        };
    }
}

/// <summary>The wording of one item; the labels of its own answers where it has any.</summary>
public sealed record WordedItem(string Number, string Text, IReadOnlyList<AnswerOption>? Options = null);
