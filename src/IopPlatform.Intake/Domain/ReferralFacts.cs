using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>A referral with everything that decides what may happen to it next.</summary>
/// <param name="Today">The day at the site.</param>
/// <param name="Consents">The kinds of the consents that hold today.</param>
/// <param name="ScreenerSafety">The safety level of the newest suicide risk screener, null where there is none.</param>
/// <param name="AssessmentId">The newest assessment.</param>
/// <param name="DeterminedLevel">The newest determination's level, if it rests on the newest assessment.</param>
/// <param name="EpisodeId">The episode that the referral has led to.</param>
/// <param name="OpenEpisodeId">The patient's open episode, whichever referral it is from.</param>
public sealed record ReferralFacts(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string Status,
    string Urgency,
    string SourceKind,
    string SourceName,
    SealedText? Reason,
    DateOnly? DischargedFromHospitalOn,
    string[] Diagnoses,
    DateTimeOffset ReceivedAt,
    string SentBy,
    SealedText? CloseReason,
    SealedText? ReferredTo,
    long Version,
    DateOnly BirthDate,
    DateOnly Today,
    string[] Consents,
    string? ScreenerSafety,
    Guid? AssessmentId,
    string? DeterminedLevel,
    Guid? EpisodeId,
    Guid? OpenEpisodeId)
{
    public const string Screener = "C-SSRS-SCREENER";

    /// <summary>Null when the caller cannot reach the referral. A partner system reaches what it has sent itself.</summary>
    public static Task<ReferralFacts?> FindAsync(
        TenantDatabase db, Guid referralId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<ReferralFacts>(
            """
            select r.id, r.patient_id, r.site_id, r.status, r.urgency, r.source_kind, r.source_name, r.reason,
                   r.discharged_from_hospital_on, r.diagnoses, r.received_at, r.sent_by, r.close_reason, r.referred_to, r.version,
                   p.birth_date, local.today,
                   array(select distinct c.kind from consents c
                         where c.organization_id = r.organization_id and c.patient_id = r.patient_id
                           and c.revoked_at is null and (c.expires_on is null or c.expires_on >= local.today)) as consents,
                   (select x.safety_level from responses x
                    where x.organization_id = r.organization_id and x.patient_id = r.patient_id and x.instrument_id = $3
                    order by x.answered_at desc, x.id desc limit 1) as screener_safety,
                   a.id as assessment_id,
                   (select d.level_of_care from determinations d
                    where d.organization_id = r.organization_id and d.referral_id = r.id and d.assessment_id = a.id
                    order by d.determined_at desc, d.id desc limit 1) as determined_level,
                   (select e.id from episodes e where e.organization_id = r.organization_id and e.referral_id = r.id) as episode_id,
                   (select e.id from episodes e
                    where e.organization_id = r.organization_id and e.patient_id = r.patient_id and e.closed_on is null) as open_episode_id
            from referrals r
            join patients p on p.organization_id = r.organization_id and p.id = r.patient_id
            join sites s on s.organization_id = r.organization_id and s.id = r.site_id
            cross join lateral (select ($2::timestamptz at time zone s.time_zone)::date as today) local
            left join lateral (
                select x.id from assessments x where x.organization_id = r.organization_id and x.referral_id = r.id
                order by x.assessed_at desc, x.id desc limit 1) a on true
            where r.id = $1
            """,
            [referralId, now, Screener],
            cancellationToken);
}
