using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.ProgramState.Features;

/// <summary>The rules of the parameter <c>asOf</c>.</summary>
internal static class AsOf
{
    /// <summary>Null when it can be answered.</summary>
    public static IResult? Problem(DateTimeOffset? asOf, bool isStream, TimeProvider time) =>
        asOf is null ? null
        : isStream ? Problems.Field("asOf", "A stream shows the present; ask for the past as application/json.")
        : asOf > time.GetUtcNow() ? Problems.Field("asOf", "This time has not come yet.")
        : null;
}
