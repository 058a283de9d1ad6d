using System.Text.Json;
using IopPlatform.Identity.Demo;
using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Configuration;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Server;

/// <summary>
/// Makes the clients be there before the service listens. It runs at each start and changes only what differs, for example
/// the redirect address when the public origin has another port than before.
/// </summary>
internal sealed class RegisterClients(IServiceScopeFactory scopes, IConfiguration configuration) : IHostedService
{
    public const string CommandLineClient = "iop-cli";
    public const string PartnerClient = "demo-partner";

    /// <summary>The property of a partner's client that says for which organization it acts.</summary>
    public const string OrganizationProperty = "organization_id";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await EnsureAsync(clients, CommandLine(), cancellationToken);
        if (configuration["Demo:PartnerSecret"] is { Length: > 0 } secret)
        {
            await EnsureAsync(clients, Partner(secret), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task EnsureAsync(
        IOpenIddictApplicationManager clients, OpenIddictApplicationDescriptor wanted, CancellationToken cancellationToken)
    {
        if (await clients.FindByClientIdAsync(wanted.ClientId!, cancellationToken) is not { } client)
        {
            await clients.CreateAsync(wanted, cancellationToken);
            return;
        }

        var present = new OpenIddictApplicationDescriptor();
        await clients.PopulateAsync(present, client, cancellationToken);
        var isSame = present.RedirectUris.SetEquals(wanted.RedirectUris)
            && present.PostLogoutRedirectUris.SetEquals(wanted.PostLogoutRedirectUris)
            && present.Permissions.SetEquals(wanted.Permissions)
            && (wanted.ClientSecret is null
                || await clients.ValidateClientSecretAsync(client, wanted.ClientSecret, cancellationToken));
        if (!isSame)
        {
            await clients.UpdateAsync(client, wanted, cancellationToken);
        }
    }

    /// <summary>Public: the tool runs on the user's own machine and can keep no secret, so PKCE takes its place.</summary>
    private OpenIddictApplicationDescriptor CommandLine()
    {
        var origin = configuration.Required("Authentication:Issuer").TrimEnd('/');
        return new OpenIddictApplicationDescriptor
        {
            ClientId = CommandLineClient,
            DisplayName = "Command line tools",
            ApplicationType = ApplicationTypes.Native,
            ClientType = ClientTypes.Public,
            ConsentType = ConsentTypes.Implicit,
            // A native client's loopback address matches with any port (RFC 8252, 7.3).
            RedirectUris = { new Uri("http://127.0.0.1/callback"), new Uri(origin + "/signed-in") },
            PostLogoutRedirectUris = { new Uri(origin + "/sign-in") },
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.Revocation,
                Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile,
                Permissions.Prefixes.Scope + TokenPrincipal.ApiScope,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
    }

    private static OpenIddictApplicationDescriptor Partner(string secret) => new()
    {
        ClientId = PartnerClient,
        ClientSecret = secret,
        DisplayName = "Demo partner system",
        ClientType = ClientTypes.Confidential,
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.Prefixes.Scope + TokenPrincipal.ApiScope,
        },
        Properties = { [OrganizationProperty] = JsonSerializer.SerializeToElement(DemoProvider.Harbor.Id) },
    };
}
