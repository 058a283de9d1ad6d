using System.Text.Json.Nodes;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Steps;

/// <summary>Reads the live state of an episode and the board of a site.</summary>
internal static class LiveState
{
    public static bool IsClosed(JsonNode state) => state.TextOrNull("phase") == "closed";

    public static string? LevelOfCare(JsonNode state) => state.TextOrNull("levelOfCare");

    /// <summary>Has caught up: the patient is in today's session, and every recorded minute of this week counts.</summary>
    public static bool HasCaughtUp(JsonNode state, Journey journey) =>
        state.TextOrNull("phase") == "active"
        && state["here"]?.TextOrNull("sessionId") == journey.SessionToday?.Id.ToString()
        && state["week"]?.NumberOrNull("attendedMinutes") == journey.MinutesThisWeek
        && state["authorization"]?.NumberOrNull("unitsUsed") >= journey.DaysAttended;

    public static bool Shows(JsonNode board, Journey journey) =>
        board.NumberOrNull("census") > 0
        && (journey.SessionToday is null || board.Items("here").Any(present => present.Id("episodeId") == journey.EpisodeId));

    public static string Describe(JsonNode state)
    {
        List<string> parts = [$"{state.TextOrNull("phase")} ({LevelOfCare(state)})"];
        if (state["week"] is { } week)
        {
            parts.Add($"{week.NumberOrNull("attendedMinutes")} of {week.NumberOrNull("prescribedMinutes")} min this week");
        }

        if (state["authorization"] is JsonObject authorization)
        {
            parts.Add($"{authorization.NumberOrNull("unitsLeft")} of {authorization.NumberOrNull("unitsApproved")} days left");
        }

        string?[] alerts = [.. state.Items("openAlerts").Select(alert => alert.TextOrNull("kind"))];
        if (alerts.Length > 0) parts.Add($"alerts: {string.Join(", ", alerts)}");
        return string.Join(", ", parts);
    }

    public static string DescribeBoard(JsonNode board) =>
        $"census {board.NumberOrNull("census")}, {board.NumberOrNull("hereNow")} here now, {board.Items("sessionsNow").Count} sessions running";
}
