namespace IopPlatform.AppHost.AspireModel;

/// <summary>What launch settings would say. As a file they would be read by the Local orchestrator's <c>dotnet run</c>, too.</summary>
internal static class DashboardAddresses
{
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("ASPNETCORE_URLS", "http://localhost:8088"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:8089"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://localhost:8090"),
        // Everything listens on loopback.
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
    ];

    public static void SetWhereMissing()
    {
        foreach (var (name, value) in Defaults)
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) Environment.SetEnvironmentVariable(name, value);
        }
    }
}
