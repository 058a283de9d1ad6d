using IopPlatform.Gateway.Description;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Gateway.Routing;

internal static class RolePolicies
{
    /// <summary>Adds one authorization policy for each set of roles that the public API names.</summary>
    public static void AddRolePolicies(this WebApplicationBuilder builder, MergedDescription api)
    {
        var authorization = builder.Services.AddAuthorizationBuilder();
        foreach (var roles in api.Operations.Select(operation => operation.Roles).OfType<IReadOnlyList<string>>().DistinctBy(NameOf))
        {
            authorization.AddPolicy(NameOf(roles), policy =>
            {
                policy.RequireAuthenticatedUser().RequireClaim(CallerClaims.Organization);
                if (roles.Count > 0)
                {
                    policy.RequireRole(roles);
                }
            });
        }
    }

    public static string NameOf(IReadOnlyList<string> roles) => "roles:" + string.Join(',', roles.Order(StringComparer.Ordinal));
}
