using System.Globalization;

namespace IopPlatform.AppHost;

/// <summary>What a service's connection string says besides server, database and sign-in.</summary>
internal static class ConnectionSettings
{
    /// <summary>Of all instances of a service together, so that the server's connections suffice for any number of them.</summary>
    private const int AppConnectionsMax = 16;
    private const int RelayConnectionsMax = 8;

    /// <summary>
    /// A plan that was made while a table was small, and is kept, must not read all of it when it has grown. This holds for the checks of
    /// foreign keys, too. Where no index serves, the table is read all the same.
    /// </summary>
    private const string NoWholeTable = "-c enable_seqscan=off";

    /// <summary>Begins with a semicolon, or is empty.</summary>
    public static string Of(Topology topology, DatabaseAccess access)
    {
        // A service's database has its name.
        var instances = Math.Max(1, topology.Instances(access.Database).Count());
        return access.Role switch
        {
            DatabaseRole.App => Pooled(AppConnectionsMax / instances) + $";Options={NoWholeTable}",
            // Its statements are few, and one plan fits all their values.
            DatabaseRole.Relay =>
                Pooled(RelayConnectionsMax / instances) + $";Options={NoWholeTable} -c plan_cache_mode=force_generic_plan",
            DatabaseRole.Migrator or DatabaseRole.Owner => "",
        };
    }

    private static string Pooled(int connections) => string.Create(
        CultureInfo.InvariantCulture,
        $";Max Auto Prepare=200;Auto Prepare Min Usages=2;No Reset On Close=true;Maximum Pool Size={connections}");
}
