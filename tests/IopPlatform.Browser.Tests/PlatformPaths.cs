namespace IopPlatform.Browser.Tests;

internal static class PlatformPaths
{
    /// <summary>The path with the ids of what the fixture made.</summary>
    public static string Fill(this BrowserPlatform platform, string path) => path
        .Replace("{patient}", platform.PatientId.ToString(), StringComparison.Ordinal)
        .Replace("{held}", platform.HeldSessionId.ToString(), StringComparison.Ordinal)
        .Replace("{session}", platform.SessionId.ToString(), StringComparison.Ordinal);
}
