using System.Globalization;
using Npgsql;

namespace IopPlatform.AppHost.Local;

/// <summary>Addresses without the secrets in them, fit for a screen.</summary>
internal static class PublicAddress
{
    public static string Postgres(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return string.Create(CultureInfo.InvariantCulture, $"{builder.Host}:{builder.Port}");
    }

    public static string WithoutUser(string address) =>
        address.Length > 0 ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString() : "";
}
