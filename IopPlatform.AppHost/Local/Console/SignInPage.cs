using Microsoft.AspNetCore.Http;

namespace IopPlatform.AppHost.Local;

/// <summary>Turns a link's code into a session.</summary>
internal static class SignInPage
{
    private static readonly TimeSpan CookieFor = TimeSpan.FromHours(12);

    public static async Task AnswerAsync(HttpContext context, ConsoleSessions sessions)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (sessions.SignIn(context.Request.Query["code"].ToString()) is not { } cookie)
        {
            var known = sessions.Knows(context.Request.Cookies[ConsoleGuard.Cookie]);
            context.Response.StatusCode = known ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
            await ConsoleFrame.WriteAsync(
                context, "Sign in", known ? Onward() : HowTo("This link was used already, is older than 30 minutes, or is not whole."));
            return;
        }

        context.Response.Cookies.Append(ConsoleGuard.Cookie, cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = CookieFor,
        });
        await ConsoleFrame.WriteAsync(context, "Signed in", Onward());
    }

    public static Html HowTo(string why) => Html.Of(
        $"""
        <section class="card narrow"><h1>The console is closed here</h1><p>{why}</p>
        <p>Type <code>./iop console</code> in the platform's folder: it prints a link that opens the console once.</p></section>
        """);

    /// <summary>A page of our own leads on, because a redirect would count as coming from wherever the link was opened.</summary>
    private static Html Onward() => Html.Of(
        $"""
        <meta http-equiv="refresh" content="0;url=/"><section class="card narrow"><h1>Signed in</h1><p><a href="/">Open the console</a></p></section>
        """);
}
