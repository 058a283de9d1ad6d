using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace IopPlatform.Web.Features.Portal;

/// <summary>
/// Answers that could not be sent because the session had ended or the platform was away. They stay in the patient's own browser,
/// sealed, for a quarter of an hour, and go back into the form of the person to whom it was shown, and of nobody else.
/// </summary>
internal sealed class KeptAnswers(IDataProtectionProvider protection)
{
    private const string CookieName = "iop-web-answers";
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(15);

    /// <summary>A form that was open for longer is asked anew.</summary>
    private static readonly TimeSpan FormLasts = TimeSpan.FromHours(24);

    private ITimeLimitedDataProtector Owners => protection.CreateProtector("IopPlatform.Web.Weekly.Owner").ToTimeLimitedDataProtector();

    private ITimeLimitedDataProtector Answers => protection.CreateProtector("IopPlatform.Web.Weekly.Answers").ToTimeLimitedDataProtector();

    /// <summary>Stands in the form and says whose it is, when the request that brings it back cannot say it any more.</summary>
    public string OwnerWord(string subject) => Owners.Protect(subject, FormLasts);

    /// <returns>False for a form that was not given out, or too long ago: it is somebody else's doing, and nothing is kept.</returns>
    public bool Keep(HttpContext http, string? ownerWord, WeeklyAnswers answers)
    {
        if (answers.Given.Count == 0 || Opened(Owners, ownerWord) is not { } subject) return false;
        var kept = Answers.Protect(JsonSerializer.Serialize(new Kept(subject, answers.Key, answers.Given)), KeptFor);
        http.Response.Cookies.Append(CookieName, kept, Options(http, KeptFor));
        return true;
    }

    /// <summary>Once: what was taken is in the form again.</summary>
    /// <returns>Null when nothing of this person's is kept.</returns>
    public WeeklyAnswers? Take(HttpContext http, string subject)
    {
        if (!http.Request.Cookies.TryGetValue(CookieName, out var cookie)) return null;
        http.Response.Cookies.Delete(CookieName, Options(http, lasts: null));
        return Opened(Answers, cookie) is { } text && JsonSerializer.Deserialize<Kept>(text) is { } kept && kept.Subject == subject
            ? WeeklyAnswers.Again(kept.Key, kept.Given)
            : null;
    }

    private static string? Opened(ITimeLimitedDataProtector protector, string? word)
    {
        if (string.IsNullOrEmpty(word)) return null;
        try
        {
            return protector.Unprotect(word);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext http, TimeSpan? lasts) => new()
    {
        Path = WeeklyCheckInPages.Path,
        MaxAge = lasts,
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
    };

    private sealed record Kept(string Subject, Guid Key, IReadOnlyDictionary<string, string> Given);
}
