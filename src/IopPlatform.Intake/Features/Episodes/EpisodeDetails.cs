using IopPlatform.Intake.Domain;

namespace IopPlatform.Intake.Features.Episodes;

/// <param name="AgeGroup">adult or adolescent.</param>
/// <param name="AdmittedOn">Day at the site.</param>
/// <param name="CloseReason">TEDS reason of the discharge.</param>
public sealed record EpisodeDetails(
    Guid Id,
    Guid PatientId,
    Guid ReferralId,
    Guid SiteId,
    Guid ProgramId,
    Guid? TrackId,
    string LevelOfCare,
    string AgeGroup,
    DateOnly AdmittedOn,
    Guid PrimaryTherapistId,
    DateOnly? ClosedOn,
    string? CloseReason,
    DateTimeOffset OpenedAt,
    long Version)
{
    public static EpisodeDetails Of(EpisodeRow row) => new(
        row.Id, row.PatientId, row.ReferralId, row.SiteId, row.ProgramId, row.TrackId, row.LevelOfCare, row.AgeGroup, row.AdmittedOn,
        row.PrimaryTherapistId, row.ClosedOn, row.CloseReason, row.OpenedAt, row.Version);
}
