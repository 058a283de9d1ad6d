using Npgsql;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Answers what must be known before an organization is chosen, through the few functions that may look across organizations
/// (see <c>Database/0003_sign_in.sql</c>, <c>0005_staff_invitations.sql</c> and <c>0007_external_sign_ins.sql</c>).
/// </summary>
public sealed class SignInDirectory(NpgsqlDataSource source)
{
    /// <summary>Everything the person belongs to, ended memberships included.</summary>
    public async Task<IReadOnlyList<Reach>> ReachesOfAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select organization_id, organization_name, display_name, roles, site_ids, patient_id, active
            from auth.reaches_of($1)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = personId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reaches = new List<Reach>();
        while (await reader.ReadAsync(cancellationToken))
        {
            reaches.Add(new Reach(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetFieldValue<string[]>(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<Guid[]>(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5),
                reader.GetBoolean(6)));
        }

        return reaches;
    }

    /// <summary>The organization whose open or redeemed invitation has this hash, or null.</summary>
    public async Task<Guid?> OrganizationOfInvitationAsync(string codeHash, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select auth.organization_of_invitation($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = codeHash });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>The organization whose administrator lets this person link an external sign-in now, or null.</summary>
    public async Task<Guid?> ExternalInvitationAsync(Guid personId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select auth.external_sign_in_invitation($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = personId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>Whose one-time link has this hash, also when it is over; null when it is nobody's.</summary>
    public async Task<OpenStaffInvitation?> StaffInvitationAsync(string codeHash, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select organization_id, person_id, expires_at from auth.staff_invitation($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = codeHash });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new OpenStaffInvitation(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }
}

/// <summary>A staff member's one-time link, as its code finds it.</summary>
public sealed record OpenStaffInvitation(Guid OrganizationId, Guid PersonId, DateTimeOffset ExpiresAt);
