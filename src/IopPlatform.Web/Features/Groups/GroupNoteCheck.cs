using System.Text.RegularExpressions;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Groups;

/// <summary>What a facilitator can be told before anything is sent; the service has the last word. Errors stand by the id of their field.</summary>
internal static partial class GroupNoteCheck
{
    public const string Topic = "topic";
    public const string Modality = "modality";
    public const string Interventions = "interventions";
    public const string Nobody = "nobody";

    public static string Field(Guid episode, string part) => $"{part}-{episode:N}";

    /// <param name="present">Who may get a note: the episodes of those who were there and have none.</param>
    /// <returns>Who would be drafted, and what is still missing. People about whom nothing is written stay open and are no error.</returns>
    public static (IReadOnlyList<Guid> Ready, IReadOnlyDictionary<string, string> Errors) Check(
        GroupNoteDraft draft, IReadOnlyList<RosterRow> present, IStringLocalizer<Words> words)
    {
        var errors = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(draft.Topic)) errors[Topic] = words["Say what the session was about."];
        if (string.IsNullOrWhiteSpace(draft.Modality)) errors[Modality] = words["Say what kind of treatment it was."];
        if (draft.InterventionList.Count == 0) errors[Interventions] = words["Pick or type at least one."];
        var begun = present.Where(row => draft.Of(row.EpisodeId).IsBegun).ToList();
        if (begun.Count == 0) errors[Nobody] = words["Write about at least one person."];
        foreach (var row in begun)
        {
            var person = draft.Of(row.EpisodeId);
            if (person.Participation is null) errors[Field(row.EpisodeId, "participation")] = words["{0}: choose the part taken.", row.PatientName];
            if (person.Affect.Trim().Length == 0) errors[Field(row.EpisodeId, "affect")] = words["{0}: choose or type the affect.", row.PatientName];
            if (person.Risk is null) errors[Field(row.EpisodeId, "risk")] = words["{0}: say whether there was a safety concern.", row.PatientName];
            if (person.Response.Trim().Length == 0) errors[Field(row.EpisodeId, "response")] = words["{0}: say how they responded.", row.PatientName];
        }

        return ([.. begun.Where(row => draft.Of(row.EpisodeId).IsComplete).Select(row => row.EpisodeId)], errors);
    }

    /// <summary>The service's errors, at the fields of this page.</summary>
    /// <param name="sent">In the order of the request's entries.</param>
    public static IReadOnlyDictionary<string, string> FromService(ApiException refusal, IReadOnlyList<Guid> sent, IReadOnlyList<RosterRow> present, IStringLocalizer<Words> words)
    {
        var errors = new Dictionary<string, string>();
        foreach (var (path, texts) in refusal.Fields)
        {
            var entry = EntryPath().Match(path);
            var text = WordsOf(refusal.Rule, words) ?? string.Join(' ', texts);
            if (entry.Success && int.Parse(entry.Groups["index"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) is var index && index < sent.Count)
            {
                var part = PartOf(entry.Groups["member"].Value);
                var name = present.FirstOrDefault(row => row.EpisodeId == sent[index])?.PatientName ?? "";
                errors[Field(sent[index], part)] = $"{name}: {text}";
            }
            else
            {
                errors[path.ToLowerInvariant().Split('.', '[') is ["shared", Topic or Modality or Interventions, ..] shared ? shared[1] : Nobody] = text;
            }
        }

        if (errors.Count == 0) errors[Nobody] = WordsOf(refusal.Rule, words) ?? refusal.Detail ?? words["This could not be done."];
        return errors;
    }

    private static string? WordsOf(string? rule, IStringLocalizer<Words> words) => rule switch
    {
        "attendance-not-recorded" => words["The attendance has not reached the chart yet. Wait a few seconds, then draft again."].Value,
        "chart-not-open" => words["The admission has not reached the chart yet. Wait a few seconds, then draft again."].Value,
        "note-exists" => words["Somebody has written a note of this session meanwhile. It is shown above; nothing of yours is lost."].Value,
        _ => null,
    };

    private static string PartOf(string member) => member.ToLowerInvariant() switch
    {
        "participation" => "participation",
        "affect" => "affect",
        "quote" => "quote",
        "objectiveid" => "objective",
        "riskobserved" => "risk",
        "response" => "response",
        _ => "person",
    };

    [GeneratedRegex(@"^entries\[(?<index>\d+)\]\.?(?<member>\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex EntryPath();
}
