using System.Security.Claims;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IopPlatform.Persistence.Encryption;

/// <param name="Newest">Whether the organization's rows are written with it now.</param>
/// <param name="Rows">Protected values under this key, over all fields.</param>
public sealed record KeyStatus(
    Guid OrganizationId, Guid Id, string Purpose, int Number, bool Newest, string PlatformKey, DateTimeOffset CreatedAt, long Rows);

/// <param name="OrganizationId">Null: every organization.</param>
public sealed record RotateKeysRequest(Guid? OrganizationId);

/// <param name="Keys">How many data keys were made.</param>
public sealed record KeysRotated(int Keys);

/// <summary>What operators do with a service's data keys; <c>./iop keys</c> calls it at each service.</summary>
public static class KeyEndpoints
{
    public static void MapKeys(this RouteGroupBuilder internals)
    {
        internals.MapGet("/keys", StatusAsync).RequireRoles(Roles.Operator).Audited("keys.status");
        internals.MapPost("/keys/rotate", RotateAsync).RequireRoles(Roles.Operator).Audited("keys.rotate");
        internals.MapPost("/keys/rewrap", RewrapAsync).RequireRoles(Roles.Operator).Audited("keys.rewrap");
    }

    private static async Task<IResult> StatusAsync(
        Guid? organizationId, KeyDirectory directory, FormerKeys former, CancellationToken cancellationToken)
    {
        var status = new List<KeyStatus>();
        foreach (var keys in (await directory.ListAsync(organizationId, cancellationToken)).GroupBy(key => key.OrganizationId))
        {
            var rows = (await former.CountAsync(keys.Key, cancellationToken)).ToLookup(use => use.KeyId, use => use.Rows);
            status.AddRange(keys.Select(key => new KeyStatus(
                key.OrganizationId, key.Id, key.Purpose, key.Number,
                key.Number == keys.Where(other => other.Purpose == key.Purpose).Max(other => other.Number),
                key.PlatformKey, key.CreatedAt, rows[key.Id].Sum())));
        }

        return TypedResults.Ok(status);
    }

    private static async Task<IResult> RotateAsync(
        RotateKeysRequest request, ClaimsPrincipal user, KeyRotation rotation, CancellationToken cancellationToken) =>
        TypedResults.Ok(new KeysRotated(await rotation.RotateAsync(request.OrganizationId, Subject(user), cancellationToken)));

    private static async Task<IResult> RewrapAsync(ClaimsPrincipal user, KeyRotation rotation, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rotation.RewrapAsync(Subject(user), cancellationToken));

    private static string Subject(ClaimsPrincipal user) => user.FindFirstValue(CallerClaims.Subject) ?? "operator";
}
