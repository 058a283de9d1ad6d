using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.Persistence;

/// <summary>Answers 412 where two people changed the same thing at once.</summary>
internal sealed class StaleWriteHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not StaleWriteException)
        {
            return false;
        }

        await EntityTag.Stale().ExecuteAsync(context);
        return true;
    }
}
