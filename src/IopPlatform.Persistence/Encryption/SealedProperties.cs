using System.Reflection;

namespace IopPlatform.Persistence.Encryption;

/// <summary>Finds the encrypted contents in rows of a type, once by reflection, then by delegates.</summary>
internal static class SealedProperties<TRow>
{
    private static readonly Func<TRow, SealedText?>[] Getters = typeof(TRow) == typeof(SealedText)
        ? [row => (SealedText?)(object?)row]
        : [.. typeof(TRow).GetProperties().Where(property => property.PropertyType == typeof(SealedText)).Select(Getter)];

    public static bool Any => Getters.Length > 0;

    public static IReadOnlyList<SealedText> In(IReadOnlyList<TRow> rows)
    {
        var found = new List<SealedText>(rows.Count * Getters.Length);
        foreach (var row in rows)
        {
            foreach (var getter in Getters)
            {
                if (getter(row) is { } text)
                {
                    found.Add(text);
                }
            }
        }

        return found;
    }

    private static Func<TRow, SealedText?> Getter(PropertyInfo property) => typeof(TRow).IsValueType
        ? row => (SealedText?)property.GetValue(row)
        : property.GetMethod!.CreateDelegate<Func<TRow, SealedText?>>();
}
