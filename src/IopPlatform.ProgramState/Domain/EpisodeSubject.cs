using IopPlatform.Contracts;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>The patient and site that an event about an episode names.</summary>
public sealed record EpisodeSubject(Guid PatientId, Guid SiteId)
{
    /// <summary>Null for a message that is no fact about an episode.</summary>
    public static EpisodeSubject? Of(BusMessage message) => message switch
    {
        PatientAdmitted named => new(named.PatientId, named.SiteId),
        EpisodeClosed named => new(named.PatientId, named.SiteId),
        CertificationChanged named => new(named.PatientId, named.SiteId),
        PrescriptionChanged named => new(named.PatientId, named.SiteId),
        PersonalScheduleChanged named => new(named.PatientId, named.SiteId),
        AttendanceRecorded named => new(named.PatientId, named.SiteId),
        ScoreRecorded named => new(named.PatientId, named.SiteId),
        AuthorizationChanged named => new(named.PatientId, named.SiteId),
        PlanSigned named => new(named.PatientId, named.SiteId),
        NoteSigned named => new(named.PatientId, named.SiteId),
        ReviewDecided named => new(named.PatientId, named.SiteId),
        SafetyTaskOpened named => new(named.PatientId, named.SiteId),
        SafetyTaskAcknowledged named => new(named.PatientId, named.SiteId),
        _ => null,
    };
}
