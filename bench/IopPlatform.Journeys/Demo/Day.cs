using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace IopPlatform.Journeys.Demo;

/// <summary>Dates and times as the API takes them.</summary>
internal static class Day
{
    public static string Text(LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
