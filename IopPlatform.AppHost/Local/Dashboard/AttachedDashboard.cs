using System.Globalization;
using System.Security.Cryptography;

namespace IopPlatform.AppHost.Local;

/// <summary>Where telemetry goes while a dashboard is attached.</summary>
internal sealed record OtlpExport(Uri Endpoint, string ApiKey);

/// <summary>What a stock Aspire dashboard needs to know in order to show this platform: its environment variables.</summary>
internal sealed record DashboardSettings(Uri ResourceService, string ResourceKey, Uri Otlp, string OtlpKey)
{
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Text(ResourceService),
        ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = ResourceKey,
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Text(Otlp),
        ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = OtlpKey,
        ["DASHBOARD__APPLICATIONNAME"] = "IopPlatform",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
    };

    private static string Text(Uri address) => address.ToString().TrimEnd('/');
}

/// <summary>A dashboard that the platform runs as one more process: started, ended and started again like the others.</summary>
/// <param name="Command">As one would type it in a shell.</param>
internal sealed record AttachedDashboard(string Command, DashboardSettings Settings, int Port)
{
    private readonly string token = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Signs in whoever opens it.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}/login?t={token}"));

    public ProcessResource Resource(string workingFolder) => new(
        ResourceNames.Dashboard,
        Stage.Service,
        _ => Task.FromResult(new LaunchSpec(["/bin/bash", "-c", Command], Environment(), workingFolder)),
        cancellationToken => ServerProbes.AnswersAsync(Port, cancellationToken));

    private Dictionary<string, string?> Environment() => new(Settings.Environment)
    {
        ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}"),
        ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
        ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = token,
    };
}
