using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace IopPlatform.Gateway.Answers;

/// <summary>
/// Problem details that the gateway itself answers with, each with the rule's name and counted under it. <c>Retry-After</c> means:
/// it was not done, and trying again is safe.
/// </summary>
internal sealed class Refusals(IMeterFactory meters)
{
    public const string Meter = "IopPlatform.Gateway";

    private readonly Counter<long> refused = meters.Create(Meter).CreateCounter<long>(
        "iop.gateway.refusals", "{request}", "Requests that the gateway refused by a rule of its own.");

    /// <summary>429: too many, at the rate or at the same time.</summary>
    public Task TooManyAsync(HttpContext context, string rule, string explanation, TimeSpan wait) =>
        WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests.", rule, explanation, wait);

    /// <summary>503: not now.</summary>
    public Task NotNowAsync(HttpContext context, string rule, string explanation, TimeSpan wait) =>
        WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The platform cannot do this right now.", rule, explanation, wait);

    /// <summary>502: the service was asked and did not answer; whether it was done is not known.</summary>
    public Task UnknownAsync(HttpContext context, string rule, string explanation) =>
        WriteAsync(context, StatusCodes.Status502BadGateway, "The answer was lost.", rule, explanation, wait: null);

    private Task WriteAsync(HttpContext context, int status, string title, string rule, string explanation, TimeSpan? wait)
    {
        refused.Add(1, new KeyValuePair<string, object?>("rule", rule));
        if (wait is { } time)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        // It writes the details whatever the request accepts: a stream that is refused is told so, too.
        return TypedResults.Problem(new ProblemDetails { Status = status, Title = title, Detail = explanation, Extensions = { ["rule"] = rule } })
            .ExecuteAsync(context);
    }
}
