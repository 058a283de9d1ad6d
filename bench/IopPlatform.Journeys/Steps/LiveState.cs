using System.Text.Json.Nodes;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Steps;

/// <summary>Reads the live state of an episode and the board of a site.</summary>
internal static class LiveState
{
    public static bool IsClosed(JsonNode state) => state.TextOrNull("phase") == "closed";

    public static bool HasAttendance(JsonNode state) => state.TextOrNull("phase") == "active";

    public static bool HasCensus(JsonNode board) => board.NumberOrNull("census") > 0;

    public static string DescribeBoard(JsonNode board) => $"census {board.NumberOrNull("census")}, here now {board.NumberOrNull("hereNow")}";

    public static string? LevelOfCare(JsonNode state) => state.TextOrNull("levelOfCare");

    public static string Describe(JsonNode state)
    {
        List<string> parts = [$"{state.TextOrNull("phase")} ({LevelOfCare(state)})"];
        if (state["thisWeek"] is JsonObject week)
        {
            parts.Add($"{week.NumberOrNull("attendedMinutes")} of {week.NumberOrNull("prescribedMinutes")} min this week");
        }

        string[] alerts = [.. state.Items("alerts").Select(alert => alert is JsonValue ? alert.GetValue<string>() : alert.TextOrNull("kind") ?? "")];
        if (alerts.Length > 0) parts.Add($"alerts: {string.Join(", ", alerts)}");
        return string.Join(", ", parts);
    }
}
