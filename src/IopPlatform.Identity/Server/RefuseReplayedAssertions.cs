using Npgsql;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace IopPlatform.Identity.Server;

/// <summary>
/// OpenIddict has checked an assertion's signature, issuer, audience and end. This takes it once: its id (<c>jti</c>) is kept
/// until it ends, in the database, so that it holds for all instances.
/// </summary>
public sealed class RefuseReplayedAssertions(NpgsqlDataSource source, TimeProvider time)
    : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    /// <summary>An assertion that is good for longer is refused: its id would have to be kept for as long.</summary>
    public static readonly TimeSpan LastsMax = TimeSpan.FromMinutes(5);

    private const int IdLengthMax = 200;

    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseScopedHandler<RefuseReplayedAssertions>()
            // After the checks of claims and issuer, which follow at steps of 1,000.
            .SetOrder(OpenIddictServerHandlers.ValidateClientAssertion.Descriptor.Order + 2_500)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.ClientAssertionPrincipal is not { } assertion)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (assertion.GetClaim(Claims.JwtId) is not { Length: > 0 and <= IdLengthMax } id
            || assertion.GetExpirationDate() is not { } expires || expires > now + LastsMax)
        {
            context.Reject(
                Errors.InvalidClient, $"The client assertion needs a 'jti' and must end within {LastsMax.TotalMinutes:0} minutes.");
            return;
        }

        await using var command = source.CreateCommand(
            """
            insert into auth.used_assertions (client_id, assertion_id, expires_at) values ($1, $2, $3)
            on conflict (client_id, assertion_id) do nothing
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assertion.GetClaim(Claims.Subject)! });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = expires.ToUniversalTime() });
        if (await command.ExecuteNonQueryAsync(context.CancellationToken) == 0)
        {
            context.Reject(Errors.InvalidClient, "The client assertion was used before.");
        }
    }

    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from auth.used_assertions where expires_at < $1");
        // An ended assertion is refused anyway; the margin is for clocks that differ between instances.
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() - LastsMax });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
