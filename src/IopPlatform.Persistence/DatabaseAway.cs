using Npgsql;

namespace IopPlatform.Persistence;

/// <summary>Tells a database that is not there (killed, starting, out of connections) from one that refuses what was asked.</summary>
public static class DatabaseAway
{
    private const int CausesMax = 8;

    /// <summary>Whether that is at the bottom of the failure. What was asked may have been done all the same.</summary>
    public static bool Explains(Exception exception)
    {
        var depth = 0;
        for (var cause = exception; cause is not null && depth < CausesMax; cause = cause.InnerException, depth++)
        {
            if (cause is PostgresException refused) return IsAway(refused.SqlState);
            if (cause is NpgsqlException) return true;
        }

        return false;
    }

    /// <summary>Connection exceptions (08), operator intervention such as shutdown and crash (57P), too many connections (53300).</summary>
    private static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState == PostgresErrorCodes.TooManyConnections;
}
