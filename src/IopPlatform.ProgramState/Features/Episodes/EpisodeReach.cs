using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>An episode that the caller may see, as it is placed now, with its newest version.</summary>
internal sealed record Reached(Guid PatientId, long Version);

/// <summary>Asks the database whether callers may see an episode; row-level security decides. Live states are read often, and together.</summary>
internal sealed class EpisodeReach(NpgsqlDataSource source)
{
    private readonly SharedLookup<Reached> lookup = new(
        source,
        "select id, patient_id, version from episodes where id = any($1)",
        row => new Reached(row.GetGuid(1), row.GetInt64(2)));

    /// <summary>Null when there is no such episode within the caller's reach.</summary>
    public Task<Reached?> FindAsync(Caller caller, Guid episodeId, CancellationToken cancellationToken) =>
        lookup.FindAsync(caller, episodeId, cancellationToken);
}
