using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace IopPlatform.Web.Shell;

/// <summary>How this browser's pages look: read from its cookies once, when a request or a circuit begins.</summary>
public sealed class Look
{
    public const string LanguageCookie = "iop-language";
    public const string ThemeCookie = "iop-theme";
    public const string DensityCookie = "iop-density";
    public static readonly string[] Languages = ["en", "es"];
    public static readonly string[] Themes = ["light", "dark", "system"];
    public static readonly string[] Densities = ["comfortable", "compact"];

    public Look(IHttpContextAccessor accessor)
    {
        var cookies = accessor.HttpContext?.Request.Cookies;
        Theme = Chosen(cookies?[ThemeCookie], Themes) is { } theme and not "system" ? theme : null;
        Density = Chosen(cookies?[DensityCookie], Densities) is "compact" ? "compact" : null;
    }

    /// <summary>By the name: without ICU a culture does not know its language code.</summary>
    public string Language => CultureInfo.CurrentUICulture.Name is "es" ? "es" : "en";

    /// <summary>Null follows the system.</summary>
    public string? Theme { get; }

    /// <summary>Null is the usual one.</summary>
    public string? Density { get; }

    private static string? Chosen(string? value, string[] allowed) => allowed.Contains(value) ? value : null;
}

/// <summary>Names the resource files: English words are their own keys, <c>Words.es.resx</c> has the Spanish ones.</summary>
public sealed class Words
{
    private Words()
    {
    }
}

internal static class ShellExtensions
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddLocalization();
        builder.Services.AddScoped<Look>();
        builder.Services.AddScoped<Moments>();
    }

    /// <summary>The person's choice, else what their browser prefers, else English.</summary>
    public static void UseLanguages(this WebApplication app)
    {
        var options = new RequestLocalizationOptions().SetDefaultCulture("en")
            .AddSupportedCultures(Look.Languages).AddSupportedUICultures(Look.Languages);
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(context => Task.FromResult(
                Look.Languages.Contains(context.Request.Cookies[Look.LanguageCookie])
                    ? new ProviderCultureResult(context.Request.Cookies[Look.LanguageCookie]!)
                    : null)),
            new CustomRequestCultureProvider(context => Task.FromResult(
                Preferred(context.Request) is { } language ? new ProviderCultureResult(language) : null)),
        ];
        app.UseRequestLocalization(options);
    }

    /// <summary>The first of ours that the browser asks for, whatever the region: without ICU a culture does not know its parent.</summary>
    internal static string? Preferred(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => language.Value.Value?.Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(language => Look.Languages.Contains(language));
}
