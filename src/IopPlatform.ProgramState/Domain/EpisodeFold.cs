using System.Collections.Immutable;
using IopPlatform.Contracts;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>One pure function per event: each keeps the highest version of its aggregate.</summary>
public static class EpisodeFold
{
    /// <summary>A message that is no fact about an episode leaves the facts as they are.</summary>
    public static EpisodeFacts Apply(EpisodeFacts facts, BusMessage message) =>
        message is Event @event && EpisodeSubject.Of(message) is { } subject
            ? Fold(facts, @event) with { Named = Newest(facts.Named, subject.PatientId, subject.SiteId, @event.OccurredAt) }
            : facts;

    private static EpisodeFacts Fold(EpisodeFacts facts, Event message) => message switch
    {
        PatientAdmitted heard => facts with { Admission = Later(facts.Admission, heard) },
        EpisodeClosed heard => facts with { Closing = Later(facts.Closing, heard) },
        CertificationChanged heard => facts with { Certification = Later(facts.Certification, heard) },
        PrescriptionChanged heard => facts with { Prescriptions = facts.Prescriptions.SetItem(heard.Version, heard) },
        PersonalScheduleChanged heard => facts with { Schedules = Keep(facts.Schedules, heard) },
        AttendanceRecorded heard => facts with { Attendance = Keep(facts.Attendance, heard) },
        ScoreRecorded heard => facts with { Scores = Keep(facts.Scores, heard) },
        AuthorizationChanged heard => facts with { Authorizations = Keep(facts.Authorizations, heard) },
        PlanSigned heard => facts with { Plans = Keep(facts.Plans, heard) },
        NoteSigned heard => facts with { Notes = Keep(facts.Notes, heard) },
        ReviewDecided heard => facts with { Reviews = Keep(facts.Reviews, heard) },
        SafetyTaskOpened heard => facts with { SafetyTasks = Keep(facts.SafetyTasks, heard) },
        SafetyTaskAcknowledged heard => facts with { Acknowledgements = Keep(facts.Acknowledgements, heard) },
        _ => facts,
    };

    private static T Later<T>(T? known, T heard)
        where T : Event => known is null || known.Version < heard.Version ? heard : known;

    private static ImmutableSortedDictionary<Guid, T> Keep<T>(ImmutableSortedDictionary<Guid, T> known, T heard)
        where T : Event => known.SetItem(heard.AggregateId, Later(known.GetValueOrDefault(heard.AggregateId), heard));

    /// <summary>Ties are broken by the ids, so that the order of hearing cannot matter.</summary>
    private static NamedReach Newest(NamedReach? known, Guid patientId, Guid siteId, DateTimeOffset at)
    {
        var heard = new NamedReach(patientId, siteId, at);
        return known is null || (heard.At, heard.SiteId, heard.PatientId).CompareTo((known.At, known.SiteId, known.PatientId)) > 0
            ? heard
            : known;
    }
}
