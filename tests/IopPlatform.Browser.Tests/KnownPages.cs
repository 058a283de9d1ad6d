namespace IopPlatform.Browser.Tests;

/// <summary>Each page with somebody whose page it is. The names are those of its kept layout and of its pictures.</summary>
internal static class KnownPages
{
    public static readonly IReadOnlyList<(string Name, string Email, string Path)> Staff =
    [
        ("today", BrowserPlatform.Therapist, "/today"),
        ("today-intake", BrowserPlatform.Intake, "/today"),
        ("today-administrator", BrowserPlatform.Administrator, "/today"),
        ("referrals", BrowserPlatform.Intake, "/referrals"),
        ("new-referral", BrowserPlatform.Intake, "/referrals/new"),
        ("patients", BrowserPlatform.Therapist, "/patients"),
        ("patient", BrowserPlatform.Therapist, "/patients/{patient}"),
        ("group-room", BrowserPlatform.Therapist, "/groups/{session}"),
        ("group-note", BrowserPlatform.Therapist, "/groups/{held}"),
        ("notes", BrowserPlatform.Director, "/notes"),
        ("board", BrowserPlatform.Manager, "/board"),
        ("design", BrowserPlatform.Therapist, "/design"),
    ];

    /// <summary>As rows of a theory.</summary>
    public static TheoryData<string, string, string> Rows(IEnumerable<(string Name, string Email, string Path)> pages)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var (name, email, path) in pages) rows.Add(name, email, path);
        return rows;
    }
}
