using System.Globalization;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Portal;

/// <param name="DoneAt">When it was last answered in the week that runs; null while it is due.</param>
public sealed record WeeklyCheckIn(InstrumentDetails Instrument, DateTimeOffset? DoneAt);

internal sealed class ReadWeeklyCheckIn(GatewayApi api, Moments moments)
{
    /// <summary>The platform's own instrument, or what the organization has put in its place under the same id.</summary>
    public const string InstrumentId = "WEEKLY-CHECK-IN";

    /// <returns>Null where the organization does not use it.</returns>
    public async Task<WeeklyCheckIn?> ForAsync(PortalPatient patient, CancellationToken cancellationToken)
    {
        var instruments = await api.GetAsync<Page<InstrumentDetails>>("/api/intake/instruments", cancellationToken);
        if (instruments.Items.FirstOrDefault(one => one.Id == InstrumentId) is not { } instrument) return null;
        var scores = await api.GetAsync<Page<ScoreRow>>(
            $"/api/intake/patients/{patient.Id}/scores?instrumentId={InstrumentId}&limit=1", cancellationToken);
        var monday = Moments.MondayOf(moments.Today(patient.Zone));
        return new WeeklyCheckIn(
            instrument,
            scores.Items is [var last, ..] && DateOnly.FromDateTime(Moments.At(last.AnsweredAt, patient.Zone).DateTime) >= monday ? last.AnsweredAt : null);
    }
}

/// <summary>The answers as the form brings them: by item, as text.</summary>
internal sealed class WeeklyAnswers
{
    /// <summary>Instead of an answer. To leave a question open on purpose is allowed; to overlook one is told.</summary>
    public const string Skipped = "skip";

    private const string Prefix = "answer-";

    /// <summary>Longer than any answer, or any item's number, could be.</summary>
    private const int LengthMax = 20;

    /// <summary>More than any instrument has that fits on a page.</summary>
    private const int ItemsMax = 40;

    private WeeklyAnswers(Guid key, IReadOnlyDictionary<string, string> given) => (Key, Given) = (key, given);

    /// <summary>The same for each sending of one form, so that a second touch of the button saves nothing twice.</summary>
    public Guid Key { get; }

    public IReadOnlyDictionary<string, string> Given { get; }

    public static WeeklyAnswers None() => new(Guid.CreateVersion7(), new Dictionary<string, string>());

    /// <summary>Whatever the instrument: it is not known while the services cannot be asked.</summary>
    public static WeeklyAnswers Of(IFormCollection form) => new(
        Guid.TryParse(form["key"], out var key) ? key : Guid.CreateVersion7(),
        form.Where(field => field.Key.StartsWith(Prefix, StringComparison.Ordinal) && field.Key.Length <= Prefix.Length + LengthMax)
            .Select(field => (Number: field.Key[Prefix.Length..], Text: field.Value.ToString()))
            .Where(answer => answer.Text.Length is > 0 and <= LengthMax)
            .Take(ItemsMax)
            .ToDictionary(answer => answer.Number, answer => answer.Text));

    /// <summary>Those that were kept, under their key: what comes of them comes once.</summary>
    public static WeeklyAnswers Again(Guid key, IReadOnlyDictionary<string, string> given) => new(key, given);

    /// <summary>Without what it does not ask.</summary>
    public WeeklyAnswers For(InstrumentDetails instrument) => new(
        Key, Given.Where(answer => instrument.Items.Any(item => item.Number == answer.Key)).ToDictionary());

    public static string NameOf(InstrumentItem item) => Prefix + item.Number;

    /// <returns>Errors by item; none when it can be sent.</returns>
    public IReadOnlyDictionary<string, string> Check(InstrumentDetails instrument, IStringLocalizer<Words> words) => instrument.Items
        .Select(item => (item.Number, Error: ErrorOf(item, words)))
        .Where(one => one.Error is not null)
        .ToDictionary(one => one.Number, one => one.Error!);

    /// <summary>As Intake takes them; a skipped one is a blank. Only for answers that were checked.</summary>
    public IReadOnlyDictionary<string, int?> ToAnswers() => Given.ToDictionary(
        answer => answer.Key, answer => answer.Value == Skipped ? (int?)null : int.Parse(answer.Value, CultureInfo.InvariantCulture));

    private string? ErrorOf(InstrumentItem item, IStringLocalizer<Words> words)
    {
        // A question that depends on another's answer may stay open: without a script the form cannot hide it.
        if (!Given.TryGetValue(item.Number, out var text)) return item.AskedWhen is null ? words["Choose an answer. You may also choose not to say."].Value : null;
        if (text == Skipped) return null;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        return item.Range is { } range
            ? isNumber && value >= range.Min && value <= range.Max ? null : words["Choose a number from {0} to {1}.", range.Min, range.Max].Value
            : isNumber && item.Options.Any(option => option.Value == value) ? null : words["Choose one of the answers."].Value;
    }
}
