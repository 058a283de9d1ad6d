using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>The first command of every batch: what the row-level security policies compare with, until the transaction ends.</summary>
internal static class TenantSettings
{
    private const string Sql = """
        select set_config('app.organization_id', $1, true),
               set_config('app.site_ids', $2, true),
               set_config('app.patient_id', $3, true)
        """;

    public static NpgsqlBatchCommand Command(Caller caller) => SqlParameters.Command(
        Sql,
        [
            caller.OrganizationId.ToString(),
            caller.SiteIds is null ? "*" : string.Join(',', caller.SiteIds),
            caller.PatientId?.ToString() ?? "",
        ]);
}
