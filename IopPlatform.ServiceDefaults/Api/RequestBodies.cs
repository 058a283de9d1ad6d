using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IopPlatform.ServiceDefaults.Api;

internal static class RequestBodies
{
    private const string Utf8 = "utf-8";

    public static void UseRequestBodies(this WebApplication app) => app.Use(InvokeAsync);

    private static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsUtf8(context.Request))
        {
            return TypedResults.Problem("Send the body in UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<CreatesOnce>() is not null) KeepBody(context.Request);
        return next(context);
    }

    /// <summary>JSON between systems is UTF-8 (RFC 8259, 8.1). The framework fails at a charset that it does not know, and at quotes around one.</summary>
    private static bool IsUtf8(HttpRequest request)
    {
        if (request.ContentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) is not true
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals(Utf8, StringComparison.OrdinalIgnoreCase)) return false;
        type.Charset = Utf8;
        request.ContentType = type.ToString();
        return true;
    }

    /// <summary>
    /// The body of a creating request is read twice: for the handler and for its idempotency hash. It is clinical text, so it is kept
    /// in memory and never on disk; it is no larger than the server's limit.
    /// </summary>
    private static void KeepBody(HttpRequest request) =>
        request.EnableBuffering((int)ApiExtensions.BodyBytesMax, ApiExtensions.BodyBytesMax);
}
