using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using IopPlatform.Notifications.Domain;
using NodaTime;

namespace IopPlatform.Notifications.Sending;

/// <summary>Subject and body with placeholders such as <c>{name}</c>; the subject has none.</summary>
public sealed record MessageTemplate(string Subject, string Body);

/// <summary>The texts of one language, and how it writes dates and times.</summary>
public sealed record MessageLanguage(
    string Language,
    IReadOnlyList<string> Weekdays,
    IReadOnlyList<string> Months,
    string Date,
    string DayAndMonth,
    bool TwelveHours,
    IReadOnlyDictionary<string, MessageTemplate> Templates);

/// <summary>What a text may name. Nothing clinical is among it, so nothing clinical can be in a message.</summary>
/// <param name="TellsAt">A session's start or a deadline.</param>
/// <param name="Now">Decides whether a deadline needs its day.</param>
public sealed record MessageFacts(string? Name, string? Phone, string? TimeZone, DateTimeOffset? TellsAt, DateTimeOffset Now);

public sealed record MessageText(string Subject, string Body);

/// <summary>The texts of all messages: data in <c>Templates/</c>, one file a language.</summary>
public static class MessageTexts
{
    private const string Fallback = "en";

    private static readonly FrozenDictionary<string, MessageLanguage> ByLanguage =
        Read().ToFrozenDictionary(language => language.Language);

    public static IReadOnlyCollection<MessageLanguage> Languages => ByLanguage.Values;

    /// <param name="language">BCP 47 tag; its first part decides, and English is used where there is no text.</param>
    public static MessageText Render(string template, string? language, MessageFacts facts)
    {
        var primary = language?.Split('-', '_')[0].ToLowerInvariant() ?? Fallback;
        var texts = ByLanguage.GetValueOrDefault(primary) ?? ByLanguage[Fallback];
        var text = texts.Templates[template];
        return new MessageText(text.Subject, Fill(text.Body, texts, facts));
    }

    private static string Fill(string body, MessageLanguage texts, MessageFacts facts)
    {
        var clock = new SiteClock(facts.TimeZone);
        var filled = body
            .Replace("{name}", facts.Name?.ReplaceLineEndings(" "))
            .Replace("{phone}", facts.Phone);
        if (facts.TellsAt is not { } at)
            return filled;

        var local = clock.Local(at);
        var day = Day(texts.Date, texts, local);
        var by = local.Date == clock.Local(facts.Now).Date
            ? ClockTime(local)
            : $"{Day(texts.DayAndMonth, texts, local)}, {ClockTime(local)}";
        return filled
            .Replace("{date}", day)
            .Replace("{time}", texts.TwelveHours ? HalfDayTime(local) : ClockTime(local))
            .Replace("{zone}", clock.Abbreviation(at))
            .Replace("{by}", facts.TimeZone is null ? by + " UTC" : by);
    }

    private static string Day(string pattern, MessageLanguage texts, LocalDateTime local) => pattern
        .Replace("{weekday}", texts.Weekdays[(int)local.DayOfWeek - 1])
        .Replace("{month}", texts.Months[local.Month - 1])
        .Replace("{day}", local.Day.ToString(CultureInfo.InvariantCulture));

    private static string ClockTime(LocalDateTime local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string HalfDayTime(LocalDateTime local) => local.ToString("h:mm tt", CultureInfo.InvariantCulture);

    private static IEnumerable<MessageLanguage> Read()
    {
        var assembly = typeof(MessageTexts).Assembly;
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("templates/", StringComparison.Ordinal));
        foreach (var name in names)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<MessageLanguage>(stream, JsonSerializerOptions.Web)
                ?? throw new JsonException($"{name} holds no texts.");
        }
    }
}
