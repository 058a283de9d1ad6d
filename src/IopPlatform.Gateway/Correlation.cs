using System.Diagnostics;

namespace IopPlatform.Gateway;

internal static class Correlation
{
    /// <summary>
    /// Every answer carries the id of its trace, so that a person who reports a problem can name it. The id follows the
    /// request through services, outbox, broker and consumers.
    /// </summary>
    public static void UseCorrelation(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["X-Correlation-Id"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            return Task.CompletedTask;
        });
        return next(context);
    });
}
