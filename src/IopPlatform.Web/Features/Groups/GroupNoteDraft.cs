using System.Text.Json.Serialization;
using IopPlatform.Web.Gateway;

namespace IopPlatform.Web.Features.Groups;

/// <summary>What stands in a session's group note before it is drafted, as typed and chosen.</summary>
public sealed class GroupNoteDraft
{
    public Guid SessionId { get; set; }

    /// <summary>The same for each try of the same intention, so that the notes come once.</summary>
    public Guid Key { get; set; } = Guid.CreateVersion7();

    public string Topic { get; set; } = "";

    public string Modality { get; set; } = "";

    /// <summary>Parted by commas.</summary>
    public string Interventions { get; set; } = "";

    public Dictionary<Guid, PersonDraft> People { get; set; } = [];

    /// <summary>Whether leaving would lose something.</summary>
    [JsonIgnore]
    public bool HasWords => People.Values.Any(person => person.IsBegun);

    public PersonDraft Of(Guid episode) => People.TryGetValue(episode, out var person) ? person : People[episode] = new PersonDraft();

    internal IReadOnlyList<string> InterventionList => Phrases.Parts(Interventions);

    /// <summary>Takes over what another group note of the session says for all, where nothing is typed yet.</summary>
    internal void TakeShared(SharedPart shared)
    {
        if (Topic.Length == 0) Topic = shared.Topic;
        if (Modality.Length == 0) Modality = shared.Modality;
        if (Interventions.Length == 0) Interventions = string.Join(", ", shared.Interventions);
    }

    internal object ToRequest(IReadOnlyList<Guid> episodes) => new
    {
        sessionId = SessionId,
        shared = new { topic = Topic.Trim(), modality = Modality.Trim(), interventions = InterventionList },
        entries = episodes.Select(episode => (Episode: episode, Person: Of(episode))).Select(entry => new
        {
            episodeId = entry.Episode,
            participation = entry.Person.Participation,
            affect = entry.Person.Affect.Trim(),
            response = entry.Person.Response.Trim(),
            objectiveId = entry.Person.ObjectiveId,
            quote = entry.Person.Quote.Trim() is { Length: > 0 } quote ? quote : null,
            riskObserved = entry.Person.Risk == PersonDraft.Concern,
        }),
    };
}

/// <summary>What is written about one person. Nothing is chosen in advance but the objective, and that only where there is one alone.</summary>
public sealed class PersonDraft
{
    public const string NoConcern = "no";
    public const string Concern = "yes";

    /// <summary>active, moderate or minimal; null before it is chosen.</summary>
    public string? Participation { get; set; }

    public string Affect { get; set; } = "";

    public string Response { get; set; } = "";

    /// <summary>The person's own words; they go into no other note.</summary>
    public string Quote { get; set; } = "";

    public Guid? ObjectiveId { get; set; }

    /// <summary><see cref="NoConcern"/> or <see cref="Concern"/>; null before it is said.</summary>
    public string? Risk { get; set; }

    [JsonIgnore]
    public bool IsBegun => Participation is not null || Risk is not null || Affect.Length > 0 || Response.Trim().Length > 0 || Quote.Trim().Length > 0;

    [JsonIgnore]
    public bool IsComplete => Participation is not null && Risk is not null && Affect.Trim().Length > 0 && Response.Trim().Length > 0;
}

/// <summary>Drafts of this window, by session: they outlive a look at another page.</summary>
public sealed class GroupNoteDrafts
{
    private const int KeptMax = 20;
    private readonly Dictionary<Guid, GroupNoteDraft> drafts = [];

    public GroupNoteDraft Of(Guid session)
    {
        if (drafts.TryGetValue(session, out var draft)) return draft;
        if (drafts.Count >= KeptMax)
        {
            foreach (var empty in drafts.Values.Where(kept => !kept.HasWords).ToList()) drafts.Remove(empty.SessionId);
        }

        return drafts[session] = new GroupNoteDraft { SessionId = session };
    }

    /// <summary>What a connection gives back that was lost.</summary>
    public void Keep(GroupNoteDraft draft) => drafts[draft.SessionId] = draft;
}
