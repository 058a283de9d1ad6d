using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// The cursor of lists that are sorted by name. PostgreSQL takes no text with a zero character, so such a cursor is none of
/// ours.
/// </summary>
internal static class NameCursor
{
    public static bool TryParse(string? text, out Cursor? cursor, out IResult? problem)
    {
        var parsed = Cursor.TryParse(text, out cursor) && cursor?.Key.Contains('\0') is not true;
        problem = parsed ? null : Problems.Field("cursor", "This is not a cursor that this service gave out.");
        return parsed;
    }
}
