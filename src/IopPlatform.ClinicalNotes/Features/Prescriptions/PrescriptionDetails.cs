using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ClinicalNotes.Features.Prescriptions;

/// <summary>The hours in force. All minutes are clinical minutes a week.</summary>
public sealed record PrescriptionDetails(
    Guid EpisodeId,
    DateOnly EffectiveFrom,
    int DaysPerWeek,
    int WeeklyMinutes,
    IReadOnlyList<ModalityMinutes> Modalities,
    Guid PrescribedBy,
    DateTimeOffset PrescribedAt,
    long Version);

internal sealed record PrescriptionRow(
    Guid EpisodeId,
    Guid PatientId,
    DateOnly EffectiveFrom,
    int DaysPerWeek,
    int WeeklyMinutes,
    string Modalities,
    Guid PrescribedBy,
    DateTimeOffset PrescribedAt,
    long Version)
{
    public PrescriptionDetails ToDetails() => new(
        EpisodeId, EffectiveFrom, DaysPerWeek, WeeklyMinutes, Json.Read<IReadOnlyList<ModalityMinutes>>(Modalities), PrescribedBy,
        PrescribedAt, Version);
}

internal static class PrescriptionRows
{
    public static Task<PrescriptionRow?> FindPrescriptionAsync(
        this TenantDatabase db, Guid episodeId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<PrescriptionRow>(
            """
            select episode_id, patient_id, effective_from, days_per_week, weekly_minutes, modalities, prescribed_by,
                prescribed_at, version
            from prescriptions where episode_id = $1 order by version desc limit 1
            """,
            [episodeId],
            cancellationToken);
}
