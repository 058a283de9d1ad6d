using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Schedules;

/// <summary>Keeps the sessions of an episode's week; the newest version of the week replaces all of it.</summary>
public sealed class KeepScheduleOnPersonalScheduleChanged(TenantDatabase db) : IConsumer<PersonalScheduleChanged>
{
    public Task Consume(ConsumeContext<PersonalScheduleChanged> context)
    {
        var schedule = context.Message;
        var write = db.Write()
            .Add(
                """
                insert into schedules (organization_id, id, episode_id, patient_id, site_id, week_starts_on, version)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (organization_id, id) do update set version = excluded.version
                where schedules.version < excluded.version
                """,
                schedule.OrganizationId, schedule.ScheduleId, schedule.EpisodeId, schedule.PatientId, schedule.SiteId,
                schedule.WeekStartsOn, schedule.Version)
            .Add("delete from scheduled_sessions where schedule_id = $1 and version < $2", schedule.ScheduleId, schedule.Version);
        foreach (var session in schedule.Sessions.DistinctBy(session => session.SessionId))
        {
            // A version that is no longer the newest adds nothing.
            write.Add(
                """
                insert into scheduled_sessions (organization_id, schedule_id, session_id, patient_id, site_id, kind, starts_at,
                    ends_at, clinical_minutes, staff_id, canceled, version)
                select $1, s.id, $3, s.patient_id, s.site_id, $4, $5, $6, $7, $8::uuid, $9, s.version
                from schedules s where s.id = $2 and s.version = $10
                on conflict (organization_id, schedule_id, session_id) do nothing
                """,
                schedule.OrganizationId, schedule.ScheduleId, session.SessionId, session.Kind, session.StartsAt, session.EndsAt,
                session.ClinicalMinutes, session.StaffId, session.Canceled, schedule.Version);
        }

        return write
            .Audit("schedule", schedule.ScheduleId, schedule.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
