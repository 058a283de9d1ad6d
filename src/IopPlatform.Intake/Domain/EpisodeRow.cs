using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>An episode as stored.</summary>
public sealed record EpisodeRow(
    Guid Id,
    Guid PatientId,
    Guid ReferralId,
    Guid SiteId,
    Guid ProgramId,
    Guid? TrackId,
    string LevelOfCare,
    DateTimeOffset LevelDecidedAt,
    string AgeGroup,
    DateOnly AdmittedOn,
    Guid PrimaryTherapistId,
    string Baseline,
    DateOnly? ClosedOn,
    string? CloseReason,
    DateTimeOffset OpenedAt,
    long Version)
{
    public const string Columns =
        """
        id, patient_id, referral_id, site_id, program_id, track_id, level_of_care, level_decided_at, age_group, admitted_on,
        primary_therapist_id, baseline::text as baseline, closed_on, close_reason, opened_at, version
        """;

    /// <summary>Null when the caller cannot reach the episode.</summary>
    public static Task<EpisodeRow?> FindAsync(TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<EpisodeRow>($"select {Columns} from episodes where id = $1", [id], cancellationToken);

    /// <summary>The episode's whole state for the bus, at its version.</summary>
    public PatientAdmitted ToEvent(Guid organizationId, DateTimeOffset now) => new()
    {
        OrganizationId = organizationId,
        Version = Version,
        OccurredAt = now,
        EpisodeId = Id,
        PatientId = PatientId,
        ReferralId = ReferralId,
        SiteId = SiteId,
        ProgramId = ProgramId,
        TrackId = TrackId,
        LevelOfCare = LevelOfCare,
        AgeGroup = AgeGroup,
        AdmittedOn = AdmittedOn,
        PrimaryTherapistId = PrimaryTherapistId,
        Baseline = Json.Read<BaselineScore[]>(Baseline),
    };
}
