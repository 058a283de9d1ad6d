using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.ServiceDefaults.Api;

/// <summary>The row version as a strong HTTP entity tag, for what people edit.</summary>
public static class EntityTag
{
    public static void SetEntityTag(this HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// The version the caller has seen, from If-Match. When it is missing, <paramref name="problem"/> is a 428; when it is
    /// unreadable, a 400.
    /// </summary>
    public static bool TryGetSeenVersion(this HttpRequest request, out long version, out IResult? problem)
    {
        version = 0;
        var header = request.Headers.IfMatch.ToString();
        problem = header.Length == 0
            ? TypedResults.Problem("Send If-Match with the ETag of what you edited.", statusCode: 428)
            : long.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version)
                ? null
                : Problems.Field("If-Match", "This is not an ETag that this service gave out.");
        return problem is null;
    }

    /// <summary>412: somebody else was faster.</summary>
    public static IResult Stale() =>
        TypedResults.Problem("It was changed since you read it. Read it again and repeat your edit.", statusCode: 412);
}
