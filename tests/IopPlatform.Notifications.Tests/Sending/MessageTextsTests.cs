using System.Text.RegularExpressions;
using IopPlatform.Notifications.Domain;
using IopPlatform.Notifications.Sending;

namespace IopPlatform.Notifications.Tests.Sending;

public sealed partial class MessageTextsTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 9, 15, 0, 0, TimeSpan.Zero);
    private static readonly MessageFacts Facts = new("Sam", "+1-303-555-0101", Clinic.Zone, Morning.AddHours(5.25), Morning);

    private static readonly string[] Templates =
    [
        TemplateNames.SessionReminder, TemplateNames.Welcome, TemplateNames.FollowUp,
        TemplateNames.StaffTask, TemplateNames.StaffAlert, TemplateNames.StaffFollowUp,
    ];

    /// <summary>Word beginnings that tell something clinical, or that the person is in a program at all.</summary>
    private static readonly string[] Forbidden =
    [
        "iop", "program", "outpatient", "inpatient", "patient", "ambulator", "paciente", "intensiv",
        "therap", "terap", "treat", "tratamiento", "clinic", "clínic", "medic", "médic", "doctor", "counsel", "consej", "care",
        "mental", "behavior", "conduct", "psych", "psic", "psiq", "health", "salud", "hospital",
        "depress", "depres", "anxi", "ansied", "suicid", "harm", "daño", "safety", "seguridad", "risk", "riesgo", "crisis",
        "substance", "sustancia", "drug", "droga", "alcohol", "opioid", "addict", "adic", "sober", "sobri", "recover", "recuper",
        "relapse", "recaíd", "diagnos", "diagnós", "symptom", "síntoma", "phq", "gad", "score", "puntu", "assess", "evalua",
        "admi", "discharge", "alta", "episode", "episodio", "group", "grupo", "session", "sesiones", "terapéut", "level", "nivel",
        "plan", "dose", "dosis", "attend", "asisten", "absen", "ausen", "referr", "deriv", "aftercare", "seguimiento",
    ];

    public static TheoryData<string, string> All => new(
        from template in Templates from texts in MessageTexts.Languages select (template, texts.Language));

    [Theory]
    [MemberData(nameof(All))]
    public void Render_EveryTextInEveryLanguage_HoldsNoForbiddenWord(string template, string language)
    {
        var text = MessageTexts.Render(template, language, Facts);
        // Signing in is what the texts ask for; in Spanish that is "iniciar sesión".
        var words = Words().Matches(Text(text).ToLowerInvariant().Replace("sesión", "")).Select(match => match.Value);
        Assert.DoesNotContain(words, word => Forbidden.Any(word.StartsWith));
    }

    [Fact]
    public void Scan_PlantedWord_IsFound() =>
        Assert.Contains(Words().Matches("your treatment plan").Select(match => match.Value), word => Forbidden.Any(word.StartsWith));

    [Theory]
    [MemberData(nameof(All))]
    public void Render_EveryTextInEveryLanguage_LeavesNoPlaceholder(string template, string language) =>
        Assert.DoesNotContain('{', Text(MessageTexts.Render(template, language, Facts)));

    [Fact]
    public void Languages_HaveTheSameTexts() =>
        Assert.All(MessageTexts.Languages, texts => Assert.Equal(Templates.Order(), texts.Templates.Keys.Order()));

    [Fact]
    public void Render_Task_SaysTheHourOfToday() =>
        Assert.Equal(
            "A task needs your attention by 14:15. Sign in to see it.",
            MessageTexts.Render(TemplateNames.StaffTask, "en", Facts).Body);

    [Fact]
    public void Render_TaskOfAnotherDay_SaysTheDay() =>
        Assert.Contains(
            "by March 10, 00:30.",
            MessageTexts.Render(TemplateNames.StaffTask, null, Facts with { TellsAt = Morning.AddHours(15.5) }).Body);

    [Fact]
    public void Render_TaskOfUnknownSite_SaysUtc() =>
        Assert.Contains("by 20:15 UTC.", MessageTexts.Render(TemplateNames.StaffTask, null, Facts with { TimeZone = null }).Body);

    [Theory]
    // 09:00 in Denver, a day before and on the day when the clocks go forward, and when they go back.
    [InlineData("2026-03-07T16:00:00Z", "en", "Saturday, March 7 at 9:00 AM (MST)")]
    [InlineData("2026-03-08T15:00:00Z", "en", "Sunday, March 8 at 9:00 AM (MDT)")]
    [InlineData("2026-11-01T16:00:00Z", "en", "Sunday, November 1 at 9:00 AM (MST)")]
    [InlineData("2026-03-07T20:30:00Z", "es", "sábado 7 de marzo a las 1:30 PM (MST)")]
    [InlineData("2026-03-07T20:30:00Z", "es-MX", "sábado 7 de marzo a las 1:30 PM (MST)")]
    [InlineData("2026-03-07T16:00:00Z", "fr", "Saturday, March 7 at 9:00 AM (MST)")]
    public void Render_Reminder_SaysTheTimeOfTheSite(string startsAt, string language, string expected) =>
        Assert.Contains(
            expected,
            MessageTexts.Render(
                TemplateNames.SessionReminder, language, Facts with { TellsAt = DateTimeOffset.Parse(startsAt) }).Body);

    [Fact]
    public void Render_NameWithLineBreaks_StaysOneLine() =>
        Assert.StartsWith("Hello Sam Smith,\n", MessageTexts.Render(TemplateNames.Welcome, "en", Facts with { Name = "Sam\r\nSmith" }).Body);

    private static string Text(MessageText text) => text.Subject + "\n" + text.Body;

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Words();
}
