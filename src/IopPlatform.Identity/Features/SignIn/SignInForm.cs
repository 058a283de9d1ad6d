using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using Microsoft.AspNetCore.Antiforgery;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>What the forms of the sign-in pages have in common: the antiforgery token, and the authorization they lead back to.</summary>
internal static class SignInForm
{
    private const string ReturnUrl = "returnUrl";

    /// <summary>A form with its hidden fields.</summary>
    /// <param name="fields">HTML of the rest.</param>
    /// <param name="attributes">Further attributes of the form.</param>
    public static string Html(HttpContext http, string action, string? returnUrl, string fields, string attributes = "")
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return $"""
            <form method="post" action="{action}"{attributes}>
            <input type="hidden" name="{tokens.FormFieldName}" value="{Page.Encode(tokens.RequestToken)}">
            <input type="hidden" name="{ReturnUrl}" value="{Page.Encode(Safe(returnUrl))}">
            {fields}
            </form>
            """;
    }

    /// <summary>The form as it was sent; null when it was open for too long or comes from elsewhere.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http) =>
        http.Request.HasFormContentType && await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http)
            ? await http.Request.ReadFormAsync(http.RequestAborted)
            : null;

    public static string ReturnUrlOf(IFormCollection? form) => Safe(form?[ReturnUrl].ToString());

    /// <summary>
    /// Nothing but an authorization of this host, and the pages about one's own sign-in, are places to go on to; anything else
    /// could lead to a stranger.
    /// </summary>
    public static string Safe(string? returnUrl) =>
        returnUrl is not null
        && (returnUrl.StartsWith(AuthorizationServer.AuthorizePath + "?", StringComparison.Ordinal) || OwnSignIn.Pages.Contains(returnUrl))
            ? returnUrl
            : "";

    public static string Address(string path, string? returnUrl) =>
        Safe(returnUrl) is { Length: > 0 } safe ? path + QueryString.Create(ReturnUrl, safe) : path;

    public static string Alert(string? error) =>
        error is null ? "" : $"""<p class="error" role="alert" id="error">{Page.Encode(error)}</p>""";

    /// <summary>Attributes of the fields that an error is about.</summary>
    public static string Invalid(string? error) => error is null ? "" : """ aria-invalid="true" aria-describedby="error" """;

    /// <summary>The field for a password that is chosen here; its label is the page's.</summary>
    public static string NewPassword(string id, string name, string? error) =>
        $"""
        <input id="{id}" name="{name}" type="password" autocomplete="new-password" required
            minlength="{PasswordRules.LengthMin}" maxlength="{PasswordRules.LengthMax}"{Invalid(error)}>
        """;

    public static int Status(string? error) => error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    public const string Stale = "This page was open for too long. Please try again.";
}
