using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>Turns a body or parameter that cannot be read into problem details that name the field.</summary>
internal sealed class UnreadableRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        context.Response.StatusCode = bad.StatusCode;
        var errors = new Dictionary<string, string[]>
        {
            // The message of a JSON error may quote the value, so only its place is told.
            [Field(bad)] = [bad.InnerException is JsonException ? "This is unknown, of the wrong type, or missing." : bad.Message],
        };
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new HttpValidationProblemDetails(errors)
            {
                Status = bad.StatusCode,
                Title = "The request could not be read.",
            },
        });
    }

    private static string Field(BadHttpRequestException bad) =>
        bad.InnerException is JsonException { Path: { Length: > 0 } path } ? path.Replace("$.", "") : "$";
}
