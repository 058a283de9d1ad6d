using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>An authorization that named no episode, put aside until the patient is admitted.</summary>
internal sealed record PatientAuthorization(Guid SourceMessageId, string Body)
{
    public AuthorizationChanged Message => (AuthorizationChanged)MessageTypes.Read(typeof(AuthorizationChanged).FullName!, Body);

    /// <summary>Keeps the newest version.</summary>
    public static WriteBatch Keep(WriteBatch write, AuthorizationChanged changed, Guid messageId) => write.Add(
        """
        insert into patient_authorizations
            (organization_id, id, patient_id, site_id, last_day, source_message_id, body, version)
        values ($1, $2, $3, $4, $5, $6, $7::json, $8)
        on conflict (organization_id, id) do update
        set last_day = excluded.last_day, source_message_id = excluded.source_message_id, body = excluded.body,
            version = excluded.version
        where patient_authorizations.version < excluded.version
        """,
        changed.OrganizationId, changed.AuthorizationId, changed.PatientId, changed.SiteId, changed.To, messageId,
        MessageTypes.Write(changed), changed.Version);

    /// <summary>Those that cover at least one day of an episode that begins on <paramref name="admittedOn"/>.</summary>
    public static Task<IReadOnlyList<PatientAuthorization>> ReadAsync(
        TenantDatabase db, Guid patientId, DateOnly admittedOn, CancellationToken cancellationToken) =>
        db.QueryAsync<PatientAuthorization>(
            """
            select source_message_id, body::text as body from patient_authorizations
            where patient_id = $1 and last_day >= $2 order by id
            """,
            [patientId, admittedOn],
            cancellationToken);
}
