using IopPlatform.Web.Gateway;

namespace IopPlatform.Web.Features.Groups;

/// <param name="Notes">Everybody's notes of the session, by name.</param>
/// <param name="Warnings">By note.</param>
/// <param name="Shared">What the newest group note says for all; null before the first.</param>
public sealed record WrittenNotes(
    IReadOnlyList<NoteRow> Notes, IReadOnlyDictionary<Guid, IReadOnlyList<GroupNoteWarning>> Warnings, SharedPart? Shared)
{
    public bool Has(Guid episode) => Notes.Any(note => note.EpisodeId == episode);
}

/// <summary>Reads the notes that a session has, and the plans of those who have none yet.</summary>
internal sealed class ReadGroupNotes(GatewayApi api)
{
    private const int ListMax = 100;

    public async Task<WrittenNotes> OfAsync(Guid session, CancellationToken cancellationToken)
    {
        var notes = await api.GetAsync<Page<NoteRow>>($"/api/clinical-notes/notes?sessionId={session}&limit={ListMax}", cancellationToken);
        var groups = await Task.WhenAll(notes.Items.Select(note => note.GroupNoteId).Distinct()
            .Select(id => api.GetAsync<GroupNoteDetails>($"/api/clinical-notes/group-notes/{id}", cancellationToken)));
        return new WrittenNotes(
            [.. notes.Items.OrderBy(note => note.PatientName, StringComparer.Ordinal)],
            groups.SelectMany(group => group.Warnings).GroupBy(warning => warning.NoteId)
                .ToDictionary(of => of.Key, of => (IReadOnlyList<GroupNoteWarning>)[.. of]),
            groups.OrderBy(group => group.Id).LastOrDefault()?.Shared);
    }

    /// <summary>The objectives of each episode's plan in force; of an episode without one, none.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<PlanObjective>>> ObjectivesAsync(
        IReadOnlyList<Guid> episodes, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(episodes.Select(async episode => (episode, Objectives: await ObjectivesAsync(episode, cancellationToken))));
        return found.ToDictionary(of => of.episode, of => of.Objectives);
    }

    private async Task<IReadOnlyList<PlanObjective>> ObjectivesAsync(Guid episode, CancellationToken cancellationToken) =>
        await api.FindAsync<PlanDetails>($"/api/clinical-notes/episodes/{episode}/plan", cancellationToken) is { } plan
            ? [.. plan.Goals.SelectMany(goal => goal.Objectives)]
            : [];
}
