using System.Security.Claims;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace IopPlatform.Identity.Server;

/// <summary>
/// A refresh token that is used again after the leeway was stolen or copied. OpenIddict refuses it and revokes the whole chain;
/// this writes it to the audit trail of the organization that the token was for.
/// </summary>
public sealed class AuditRefreshReuse(TenantDatabases databases)
    : IOpenIddictServerHandler<ValidateTokenContext>, IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    private const string Property = "iop-refresh-token";

    /// <summary>OpenIddict's name for this very refusal, at the end of its error address.</summary>
    private const string AlreadyRedeemed = "ID2012";

    /// <summary>Keeps whose token it is before the refusal forgets it.</summary>
    public static OpenIddictServerHandlerDescriptor Remembering { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ValidateTokenContext>()
            .UseScopedHandler<AuditRefreshReuse>()
            .SetOrder(OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 500)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public static OpenIddictServerHandlerDescriptor Auditing { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseScopedHandler<AuditRefreshReuse>()
            // Before the answer is written.
            .SetOrder(int.MinValue + 50_000)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal?.GetAuthorizationId() is not null)
        {
            context.Transaction.SetProperty(Property, context.Principal);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Response.ErrorUri?.EndsWith(AlreadyRedeemed, StringComparison.Ordinal) == true
            && context.Transaction.GetProperty<ClaimsPrincipal>(Property) is { } token
            && Caller.From(token) is { } caller
            && Guid.TryParse(caller.Subject, out var person))
        {
            await databases.For(caller, "session.refresh-reuse").Write()
                .Audit("person", person, caller.PatientId, new { session = token.GetAuthorizationId() })
                .CommitAsync(context.CancellationToken);
        }
    }
}
