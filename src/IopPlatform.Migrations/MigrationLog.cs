namespace IopPlatform.Migrations;

internal static partial class MigrationLog
{
    [LoggerMessage(LogLevel.Information, "Applied {Script} to {Database}")]
    public static partial void Applied(ILogger logger, string script, string database);
}
