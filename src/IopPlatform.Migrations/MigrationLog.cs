namespace IopPlatform.Migrations;

internal static partial class MigrationLog
{
    [LoggerMessage(LogLevel.Information, "Applied {Script} to {Database}")]
    public static partial void Applied(ILogger logger, string script, string database);

    [LoggerMessage(LogLevel.Information, "Encrypted {Rows} values that stood plain in {Database}")]
    public static partial void Encrypted(ILogger logger, long rows, string database);
}
