using System.Security.Cryptography;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Persistence.Idempotency;

/// <summary>What a creating POST answers: 201 with Location and this body.</summary>
public sealed record Created(Guid Id);

public static class CreatesOnceFilter
{
    private const int KeyLengthMax = 200;

    /// <summary>
    /// Makes a creating POST repeatable: it needs an Idempotency-Key; the same key and body are answered as the first time,
    /// the same key with another body is refused with 422. The handler calls <see cref="WriteBatch.Created"/> and answers
    /// <c>TypedResults.Created(location, new Created(id))</c>.
    /// </summary>
    /// <param name="location">The address of the created thing from its id.</param>
    public static RouteHandlerBuilder CreatesOnce(this RouteHandlerBuilder endpoint, Func<Guid, string> location) =>
        endpoint.WithMetadata(new CreatesOnce()).AddEndpointFilter((context, next) => FilterAsync(context, next, location));

    private static async ValueTask<object?> FilterAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, Func<Guid, string> location)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyLengthMax)
        {
            return Problems.Field("Idempotency-Key", $"A creating request needs this header, of 1 to {KeyLengthMax} characters.");
        }

        var tenant = http.RequestServices.GetRequiredService<TenantContext>();
        var request = new IdempotencyRequest(key, $"{http.Request.Method} {http.Request.Path}", await HashAsync(http.Request));
        tenant.Idempotency = request;
        try
        {
            var answer = await next(context);
            // Repeated, a request may break a rule that its first attempt made hold: the name is taken, the seat is had.
            return answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status409Conflict }
                ? await ReplayAsync(http, request, location) ?? answer
                : answer;
        }
        catch (DuplicateRequestException)
        {
            return await ReplayAsync(http, request, location)
                ?? throw new InvalidOperationException("An idempotency row that blocked an insert cannot be read.");
        }
    }

    private static async Task<byte[]> HashAsync(HttpRequest request)
    {
        // The body was read by the binding already; MapApi has made it readable twice.
        request.Body.Position = 0;
        return await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
    }

    /// <summary>Null when the key was not used before.</summary>
    private static async Task<IResult?> ReplayAsync(HttpContext http, IdempotencyRequest request, Func<Guid, string> location)
    {
        var database = http.RequestServices.GetRequiredService<TenantDatabase>();
        var first = await database.QuerySingleAsync<FirstAnswer>(
            "select route, body_hash, resource_id from idempotency where subject = $1 and key = $2",
            [database.Caller.Subject, request.Key],
            http.RequestAborted);
        if (first is null)
        {
            return null;
        }

        if (first.Route != request.Route || !first.BodyHash.AsSpan().SequenceEqual(request.BodyHash))
        {
            return TypedResults.Problem(
                "This Idempotency-Key was used for another request.",
                statusCode: StatusCodes.Status422UnprocessableEntity,
                extensions: new Dictionary<string, object?> { ["field"] = "Idempotency-Key", ["rule"] = "idempotency-key-reused" });
        }

        http.Response.Headers["Idempotent-Replay"] = "true";
        return TypedResults.Created(location(first.ResourceId), new Created(first.ResourceId));
    }

    private sealed record FirstAnswer(string Route, byte[] BodyHash, Guid ResourceId);
}
