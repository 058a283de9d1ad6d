using IopPlatform.Clinical.Instruments;
using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>
/// Reads the answer sheets of instruments that the organization uses, known by their LOINC panel. Other questionnaires and
/// unfinished ones are left out; they stay in the kept bundle.
/// </summary>
internal static class QuestionnaireReader
{
    /// <summary>Total scores that senders put beside the items, by panel. They are checked, not believed.</summary>
    private static readonly Dictionary<string, string> totals = new() { ["44249-1"] = "44261-6", ["69737-5"] = "70274-6" };

    public static IReadOnlyList<AnswerSheet> Read(
        BundleIndex index, R4.Patient patient, InstrumentCatalog catalog, DateTimeOffset now, BundleIssues issues)
    {
        var found = new List<AnswerSheet>();
        foreach (var (path, response) in index.All<R4.QuestionnaireResponse>())
        {
            if (PackOf(response, catalog) is not { } pack || !IsFinished(response)) continue;
            if (response.Subject is not null && !index.IsAbout(response.Subject, patient, response))
            {
                issues.Add(
                    path + ".subject", "subject-is-another-patient",
                    "The questionnaire was answered by somebody else than the bundle's patient.");
                continue;
            }

            if (ReadSheet(path, response, pack, now, issues) is { } sheet) found.Add(sheet);
        }

        return found;
    }

    private static bool IsFinished(R4.QuestionnaireResponse response) => response.Status
        is R4.QuestionnaireResponse.QuestionnaireResponseStatus.Completed
        or R4.QuestionnaireResponse.QuestionnaireResponseStatus.Amended;

    /// <summary>By the panel in the questionnaire's address or, where there is none, in the link ids.</summary>
    private static InstrumentPack? PackOf(R4.QuestionnaireResponse response, InstrumentCatalog catalog)
    {
        var address = response.Questionnaire?.Split('|')[0];
        string[] names = address is { Length: > 0 }
            ? [LastPart(address)]
            : [.. response.Item.SelectMany(item => (item.LinkId ?? "").Split('/'))];
        return catalog.All.FirstOrDefault(pack =>
            pack.Loinc is { } panel
            && (names.Contains(panel) || (address is null or "" && pack.Items.Any(item => names.Contains(item.Loinc)))));
    }

    private static AnswerSheet? ReadSheet(
        string path, R4.QuestionnaireResponse response, InstrumentPack pack, DateTimeOffset now, BundleIssues issues)
    {
        var before = issues.Found.Count;
        var answeredAt = AnsweredAt(path, response, now, issues);
        var sheet = new SheetBuilder(pack, totals.GetValueOrDefault(pack.Loinc!), issues);
        sheet.Read(path, response.Item);
        if (issues.Found.Count > before) return null;

        var result = Scorer.Score(pack, sheet.Answers);
        if (result is Invalid invalid)
        {
            foreach (var error in invalid.Errors) issues.Add(path + ".item", error.Rule, error.Text);
            return null;
        }

        // Blanks may be filled by another rule at the sender's, so only a whole sheet is compared.
        if (result is Scored { Blanks.Count: 0 } scored && sheet.Total is { } total && total != scored.Value)
        {
            issues.Add(
                path + ".item", "total-score-differs",
                $"The total of {pack.Id} is sent as {total}, but its answers make {scored.Value}.");
            return null;
        }

        return new AnswerSheet(pack, sheet.Answers, result, answeredAt);
    }

    private static DateTimeOffset AnsweredAt(string path, R4.QuestionnaireResponse response, DateTimeOffset now, BundleIssues issues)
    {
        if (response.AuthoredElement is not { Value: { Length: > 0 } } authored) return now;
        if (!authored.TryToDateTimeOffset(TimeSpan.Zero, out var at))
            issues.Add(path + ".authored", "time-incomplete", "The time of answering must name at least a day.");
        else if (at > now + FieldRules.ClockSkew)
            issues.Add(path + ".authored", "time-in-future", "The questionnaire was answered in the future.");
        return at;
    }

    private static string LastPart(string address) => address[(address.LastIndexOf('/') + 1)..];

    /// <summary>Walks the items and keeps each answer under the instrument's own item number.</summary>
    private sealed class SheetBuilder(InstrumentPack pack, string? totalCode, BundleIssues issues)
    {
        private readonly Dictionary<string, int?> answers = [];

        public IReadOnlyDictionary<string, int?> Answers => answers;

        public decimal? Total { get; private set; }

        public void Read(string path, List<R4.QuestionnaireResponse.ItemComponent> items)
        {
            for (var at = 0; at < items.Count; at++)
            {
                var here = $"{path}.item[{at}]";
                if (items[at].Answer.Count > 0) ReadAnswer(here, items[at]);
                Read(here, items[at].Item);
            }
        }

        private void ReadAnswer(string path, R4.QuestionnaireResponse.ItemComponent item)
        {
            var code = LastPart((item.LinkId ?? "").Trim().TrimEnd('/'));
            if (totalCode is not null && code == totalCode)
            {
                Total = Number(item.Answer[0].Value);
                return;
            }

            if (pack.Items.FirstOrDefault(known => known.Loinc == code) is not { } question)
            {
                issues.Add(path + ".linkId", "unknown-item", $"{pack.Id} has no item with this LOINC code.");
                return;
            }

            if (item.Answer.Count > 1 || answers.ContainsKey(question.Number))
                issues.Add(path + ".answer", "answered-twice", $"Item {question.Number} of {pack.Id} takes one answer.");
            else if (AnswerReader.ValueOf(item.Answer[0].Value, question) is { } value)
                answers.Add(question.Number, value);
            else
                issues.Add(path + ".answer[0].value", "unknown-answer", $"Item {question.Number} of {pack.Id} has no such answer.");
        }

        private static decimal? Number(R4.DataType? value) => value switch
        {
            R4.Integer integer => integer.Value,
            R4.FhirDecimal number => number.Value,
            R4.Quantity quantity => quantity.Value,
            _ => null,
        };
    }
}
