using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace IopPlatform.Persistence;

/// <summary>
/// Answers 412 where two people changed the same thing at once, 400 where a text holds a character that PostgreSQL cannot
/// store (U+0000), and 503 where the database is away: whether a change was committed is not known then, and the caller finds
/// out by repeating the request with the same Idempotency-Key or If-Match.
/// </summary>
internal sealed class WriteFailureHandler : IExceptionHandler
{
    private const string SecondsToWait = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        IResult? answer = exception switch
        {
            StaleWriteException => EntityTag.Stale(),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
                Problems.Field("$", "A text holds the character U+0000, which cannot be stored."),
            _ when DatabaseAway.Explains(exception) => Problems.NotNow(
                "database-away", "The database is away for a moment. Repeat the request, a creating one with the same Idempotency-Key."),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        if (answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status503ServiceUnavailable }) context.Response.Headers.RetryAfter = SecondsToWait;
        await answer.ExecuteAsync(context);
        return true;
    }
}
