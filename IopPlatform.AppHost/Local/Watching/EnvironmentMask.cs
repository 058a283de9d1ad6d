namespace IopPlatform.AppHost.Local;

/// <summary>A process' environment for the eyes of an operator: what is not known to be harmless counts as a secret.</summary>
internal static class EnvironmentMask
{
    private static readonly string[] Harmless =
        ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"];

    public static IReadOnlyList<EnvironmentEntry> Of(ProjectResource project, IReadOnlyDictionary<string, string?> environment) =>
    [
        .. environment
            .Where(variable => variable.Value is not null)
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => new EnvironmentEntry(variable.Key, IsHarmless(project, variable.Key) ? variable.Value : null)),
    ];

    private static bool IsHarmless(ProjectResource project, string name) => project.Environment.TryGetValue(name, out var value)
        ? value is not EnvironmentValue.Secret
        : Harmless.Contains(name) || name.StartsWith("services__", StringComparison.Ordinal);
}
