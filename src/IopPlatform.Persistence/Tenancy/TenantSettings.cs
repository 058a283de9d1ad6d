using System.Globalization;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>What the row-level security policies compare with, until the transaction ends. Equal for callers of equal reach.</summary>
internal sealed record TenantSettings(string OrganizationId, string SiteIds, string PatientId)
{
    private const string Sql = """
        select set_config('app.organization_id', $1, true),
               set_config('app.site_ids', $2, true),
               set_config('app.patient_id', $3, true)
        """;

    /// <summary>
    /// PostgreSQL goes on planning a prepared statement anew for each set of values while that looks cheaper to it. For the small
    /// statements of a change it costs more than it saves: see <c>bench/README.md</c>.
    /// </summary>
    private const string KeysSql = $"{Sql}, set_config('plan_cache_mode', 'force_generic_plan', true)";

    private const string EmergencySql = "select set_config('app.emergency_subject', $1, true), set_config('app.emergency_at', $2, true)";

    public static TenantSettings Of(Caller caller) => new(
        caller.OrganizationId.ToString(),
        caller.SiteIds is null ? "*" : string.Join(',', caller.SiteIds),
        caller.PatientId?.ToString() ?? "");

    /// <summary>The first command of every batch.</summary>
    public static NpgsqlBatchCommand Command(Caller caller) => Of(caller).Command();

    public NpgsqlBatchCommand Command() => SqlParameters.Command(Sql, [OrganizationId, SiteIds, PatientId]);

    /// <summary>
    /// In place of <see cref="Command()"/> before statements that find and write rows by their keys: one plan fits all values. Not for
    /// lists, whose optional filters decide which index serves.
    /// </summary>
    public NpgsqlBatchCommand CommandForKeys() => SqlParameters.Command(KeysSql, [OrganizationId, SiteIds, PatientId]);

    /// <summary>Comes after the first one in a batch that reads a chart, when the caller may have broken the glass.</summary>
    public static NpgsqlBatchCommand Emergency(Caller caller, DateTimeOffset now) =>
        SqlParameters.Command(EmergencySql, [caller.Subject, now.ToString("O", CultureInfo.InvariantCulture)]);
}
