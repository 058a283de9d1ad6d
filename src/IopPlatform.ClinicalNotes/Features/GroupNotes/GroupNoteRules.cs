using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.ClinicalNotes.Features.GroupNotes;

internal sealed record ComposedNote(WriteGroupNoteEntry Entry, Participant Participant, NoteBody Body);

/// <summary>What may be written about whom, decided on facts already loaded.</summary>
internal static class GroupNoteRules
{
    /// <returns>Null when every entry may become a note; otherwise every wrong field, or the first broken rule.</returns>
    public static IResult? Problem(
        WriteGroupNoteRequest request,
        IReadOnlyList<Participant> participants,
        IReadOnlyDictionary<(Guid, Guid), string> objectives)
    {
        var errors = new Dictionary<string, string[]>();
        IResult? tooEarly = null;
        for (var index = 0; index < request.Entries.Count; index++)
        {
            var entry = request.Entries[index];
            var field = $"entries[{index}].episodeId";
            var participant = participants.SingleOrDefault(someone => someone.EpisodeId == entry.EpisodeId);
            if (participant is null || participant.IsUnfinished)
            {
                tooEarly ??= Problems.Rule(
                    "attendance-not-recorded", "The attendance of this patient is not recorded (yet).", field);
            }
            else if (!participant.WasPresent)
            {
                errors[field] = ["This patient was not at the session."];
            }
            else if (!participant.ChartIsOpen)
            {
                tooEarly ??= Problems.Rule("chart-not-open", "The admission of this patient has not arrived yet.", field);
            }

            if (entry.ObjectiveId is { } objective && !objectives.ContainsKey((entry.EpisodeId, objective)))
            {
                errors[$"entries[{index}].objectiveId"] = ["No plan of this patient has such an objective."];
            }
        }

        return errors.Count > 0 ? Problems.Fields(errors) : tooEarly;
    }

    public static IReadOnlyList<ComposedNote> Compose(
        WriteGroupNoteRequest request,
        IReadOnlyList<Participant> participants,
        IReadOnlyDictionary<(Guid, Guid), string> objectives,
        string leader)
    {
        var headcount = participants.Count(participant => participant.WasPresent || participant.IsUnfinished);
        return
        [
            .. from entry in request.Entries
               join participant in participants on entry.EpisodeId equals participant.EpisodeId
               let objective = entry.ObjectiveId is { } id ? objectives[(entry.EpisodeId, id)] : null
               let session = new SessionFacts(
                   participant.Kind, participant.SessionStartsAt, participant.SessionEndsAt, participant.TimeZone, leader,
                   headcount)
               select new ComposedNote(entry, participant, GroupNoteComposer.Compose(
                   session, request.Shared, entry.Part, participant.AttendedMinutes, objective,
                   Others(participant, participants, request.Entries))),
        ];
    }

    private static OtherPatients Others(
        Participant own, IReadOnlyList<Participant> participants, IReadOnlyList<WriteGroupNoteEntry> entries) => new(
        own.Name,
        participants.Where(other => other.PatientId != own.PatientId).Select(other => other.Name).OfType<PatientName>(),
        entries.Where(entry => entry.EpisodeId != own.EpisodeId).Select(entry => entry.Quote).OfType<string>());
}
