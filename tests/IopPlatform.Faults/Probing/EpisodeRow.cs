using Dapper;
using Npgsql;

namespace IopPlatform.Faults.Probing;

/// <summary>What ProgramState's database says of episodes, read as the role that sees every organization.</summary>
internal static class EpisodeRow
{
    public static async Task<(Guid Organization, Guid Site)> PlaceAsync(FaultPlatform platform, Guid episode, CancellationToken cancellationToken)
    {
        await using var connection = Connection(platform);
        return await connection.QuerySingleAsync<(Guid, Guid)>(new CommandDefinition(
            "select organization_id, site_id from episodes where id = @episode", new { episode }, cancellationToken: cancellationToken));
    }

    public static async Task<IReadOnlyList<(Guid Organization, Guid Episode)>> AllAsync(FaultPlatform platform, CancellationToken cancellationToken)
    {
        await using var connection = Connection(platform);
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition(
            "select organization_id, id from episodes", cancellationToken: cancellationToken))).AsList();
    }

    private static NpgsqlConnection Connection(FaultPlatform platform) => new(platform.Database("program-state"));
}
