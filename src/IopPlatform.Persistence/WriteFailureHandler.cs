using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace IopPlatform.Persistence;

/// <summary>
/// Answers 412 where two people changed the same thing at once, and 400 where a text holds a character that PostgreSQL cannot
/// store (U+0000).
/// </summary>
internal sealed class WriteFailureHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        IResult? answer = exception switch
        {
            StaleWriteException => EntityTag.Stale(),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
                Problems.Field("$", "A text holds the character U+0000, which cannot be stored."),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        await answer.ExecuteAsync(context);
        return true;
    }
}
