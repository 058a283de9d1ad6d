using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Diagnostics;

namespace IopPlatform.ProgramState.Silo;

/// <summary>
/// 503 while a silo that has died is being replaced: the state is not lost, and the same question is answered some seconds later.
/// All operations of this service are reads, so asking again is safe.
/// </summary>
internal sealed class SiloFailureHandler : IExceptionHandler
{
    private const string SecondsToWait = "2";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (TimeoutException or OrleansException) || context.Response.HasStarted) return false;
        context.Response.Headers.RetryAfter = SecondsToWait;
        await Problems.NotNow("silo-replaced", "The live state is being moved to another silo. Ask again in a moment.").ExecuteAsync(context);
        return true;
    }
}
