using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// The dimensions along which a patient is rated from 0 (no problem) to 4 (imminent danger). The order and the split are
/// those of an edition of the ASAM criteria; every name, question and description is our own, and no ASAM text or decision
/// logic is used. States move from one edition to the next at different dates, so both stay.
/// </summary>
/// <param name="Edition">"3" or "4".</param>
/// <param name="Source">Where the split comes from, and what of it has not been checked against the primary text.</param>
public sealed record DimensionSchema(string Edition, string Name, string Source, IReadOnlyList<Dimension> Dimensions)
{
    private static readonly DimensionSchema[] all =
    [
        .. EmbeddedText.ReadAll("dimensions/").Select(json =>
            JsonSerializer.Deserialize(json, ClinicalJson.Default.DimensionSchema)
                ?? throw new JsonException("A schema cannot be null.")),
    ];

    /// <summary>Every schema, the oldest edition first.</summary>
    public static IReadOnlyList<DimensionSchema> All => all;

    public static DimensionSchema Third { get; } = all.Single(schema => schema.Edition == "3");

    public static DimensionSchema Fourth { get; } = all.Single(schema => schema.Edition == "4");

    /// <summary>The schema of an edition ("3", "4"), or null.</summary>
    public static DimensionSchema? Find(string? edition) => Array.Find(all, schema => schema.Edition == edition);

    /// <summary>Whether the code is one of a dimension or a subdimension.</summary>
    public bool HasCode(string code) => Dimensions.Any(dimension =>
        dimension.Code == code || dimension.Subdimensions.Any(part => part.Code == code));
}

/// <param name="Code">Its number, as text.</param>
/// <param name="Fact">The fact of the placement rules that its rating becomes.</param>
/// <param name="Asks">What the clinician answers by the rating.</param>
/// <param name="Levels">What the ratings 0 to 4 mean, in this order.</param>
/// <param name="RaisesLevel">False when the rating only informs how the level is carried out (sixth of the 4th edition).</param>
public sealed record Dimension(
    string Code,
    string Name,
    string Fact,
    string Asks,
    IReadOnlyList<string> Levels,
    IReadOnlyList<Subdimension> Subdimensions,
    bool RaisesLevel = true)
{
    internal PlacementFact RatingFact { get; } =
        PlacementVocabulary.Find(Fact)?.Fact ?? throw new JsonException($"There is no fact {Fact}.");
}

/// <summary>A part of a dimension with a rating of its own; the dimension is as bad as its worst part.</summary>
public sealed record Subdimension(string Code, string Name);
