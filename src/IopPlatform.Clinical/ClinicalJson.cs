using System.Text.Json;
using System.Text.Json.Serialization;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Clinical.Plans;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical;

/// <summary>
/// How packs and rule sets are read: a missing required member or an unknown one is an error, because a pack with a
/// misspelt rule would score differently in silence.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(InstrumentPack))]
[JsonSerializable(typeof(InstrumentTexts))]
[JsonSerializable(typeof(PlacementRulesFile))]
[JsonSerializable(typeof(StayWatchFile))]
[JsonSerializable(typeof(PayerRuleSet))]
[JsonSerializable(typeof(PlanLibraryFile))]
[JsonSerializable(typeof(DimensionSchema))]
internal sealed partial class ClinicalJson : JsonSerializerContext;
