using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>The roles that may call an endpoint, kept as metadata for the API description and the tenant walk.</summary>
public sealed record EndpointRoles(IReadOnlyList<string> Roles);

/// <summary>The name under which an endpoint's use is written to the audit trail, for example <c>referral.register</c>.</summary>
public sealed record AuditAction(string Name);

public static class EndpointRolesExtensions
{
    /// <summary>Refuses (403) every caller who holds none of the roles.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder endpoint, params string[] roles)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', roles) });
        endpoint.WithMetadata(new EndpointRoles(roles));
        return endpoint;
    }

    /// <summary>Names the endpoint in the audit trail; every endpoint has a name.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AuditAction(action));
}
