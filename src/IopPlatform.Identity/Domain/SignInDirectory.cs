using Npgsql;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Answers what must be known before an organization is chosen, through the two functions that may look across
/// organizations (see <c>Database/0003_sign_in.sql</c>).
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

    /// <summary>The organization whose open invitation has this hash, or null.</summary>
    public async Task<Guid?> OrganizationOfInvitationAsync(string codeHash, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select auth.organization_of_invitation($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = codeHash });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
