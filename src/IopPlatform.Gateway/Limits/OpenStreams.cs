using System.Security.Claims;
using IopPlatform.Gateway.Answers;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Gateway.Limits;

/// <summary>How many streams each subject has open at this gateway. A stream costs a connection and a watch for minutes.</summary>
/// <param name="max">Of one subject; a person's open tabs and boards are far below it.</param>
internal sealed class OpenStreams(int max)
{
    public const int DefaultMax = 32;

    /// <summary>The route metadata of operations that can answer with server-sent events.</summary>
    public const string RouteStreams = "Streams";

    private readonly Dictionary<string, int> open = [];
    private readonly Lock gate = new();

    public static bool IsStream(HttpContext context) =>
        context.GetReverseProxyFeature().Route.Config.Metadata?.ContainsKey(RouteStreams) is true
        && context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    public async Task InvokeAsync(HttpContext context, Refusals refusals, Func<Task> next)
    {
        var subject = context.User.FindFirstValue(CallerClaims.Subject) ?? "";
        if (!TryOpen(subject))
        {
            await refusals.TooManyAsync(
                context, "streams-per-subject", $"At most {max} streams may be open for one person or system.", TimeSpan.FromSeconds(5));
            return;
        }

        try
        {
            await next();
        }
        finally
        {
            Close(subject);
        }
    }

    private bool TryOpen(string subject)
    {
        lock (gate)
        {
            var before = open.GetValueOrDefault(subject);
            if (before >= max) return false;
            open[subject] = before + 1;
            return true;
        }
    }

    private void Close(string subject)
    {
        lock (gate)
        {
            if (--open[subject] == 0) open.Remove(subject);
        }
    }
}
