using System.Text.Json.Nodes;

namespace IopPlatform.Journeys.Gateway;

/// <summary>Reads what must be there, and says so when it is not.</summary>
internal static class JsonReading
{
    public static Guid Id(this JsonNode node, string name) => Guid.Parse(node.Text(name));

    public static string Text(this JsonNode node, string name) =>
        node.TextOrNull(name) ?? throw new JourneyException($"The answer has no '{name}': {node.ToJsonString()}");

    public static string? TextOrNull(this JsonNode node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? NumberOrNull(this JsonNode node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static DateTimeOffset At(this JsonNode node, string name) =>
        DateTimeOffset.Parse(node.Text(name), System.Globalization.CultureInfo.InvariantCulture);

    public static bool Flag(this JsonNode node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static IReadOnlyList<JsonNode> Items(this JsonNode node, string name) =>
        node[name] is JsonArray items ? [.. items.OfType<JsonNode>()] : [];
}
