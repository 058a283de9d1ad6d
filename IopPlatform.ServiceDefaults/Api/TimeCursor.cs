using System.Globalization;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>A place in a list that is ordered by a time and, where times are equal, by id.</summary>
public sealed record TimeCursor(DateTimeOffset At, Guid Id)
{
    /// <summary>False when the text is not a cursor of ours; no text is the first page (true, null).</summary>
    public static bool TryParse(string? text, out TimeCursor? cursor)
    {
        cursor = null;
        if (!Cursor.TryParse(text, out var place)) return false;
        if (place is null) return true;
        if (!DateTimeOffset.TryParseExact(
            place.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return false;
        }

        cursor = new TimeCursor(at, place.Id);
        return true;
    }

    public static Cursor Of(DateTimeOffset at, Guid id) => new(at.ToString("O", CultureInfo.InvariantCulture), id);
}
