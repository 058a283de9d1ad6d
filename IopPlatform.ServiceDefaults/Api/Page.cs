using System.Buffers.Text;
using System.Text;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>One page of a list. <c>Next</c> is opaque and null on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a page ended: the sort key as text, and the id that makes it unique.</summary>
public sealed record Cursor(string Key, Guid Id)
{
    public const int DefaultLimit = 50;
    public const int LimitMax = 200;

    public static int Limit(int? asked) => Math.Clamp(asked ?? DefaultLimit, 1, LimitMax);

    /// <summary>False when the text is not a cursor of ours; null text is the first page (true, null).</summary>
    public static bool TryParse(string? text, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!Base64Url.IsValid(text)
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n') is not [var key, var id]
            || !Guid.TryParse(id, out var parsed))
        {
            return false;
        }

        cursor = new Cursor(key, parsed);
        return true;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Key}\n{Id}"));

    /// <summary>Cuts a result that was read with one row more than the limit.</summary>
    public static Page<T> Cut<T>(IReadOnlyList<T> rows, int limit, Func<T, Cursor> cursorOf) =>
        rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], cursorOf(rows[limit - 1]).ToString());
}
