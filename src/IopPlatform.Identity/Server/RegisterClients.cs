using System.Text.Json;
using IopPlatform.Identity.Demo;
using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
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
    public const string OperatorClient = "iop-operator";
    public const string ServiceClient = "iop-service";
    public const string WebClient = "iop-web";

    /// <summary>The property of a partner's client that says for which organization it acts.</summary>
    public const string OrganizationProperty = "organization_id";

    /// <summary>The property of the platform's own clients that says under which role they reach <c>/internal</c>.</summary>
    public const string MachineRoleProperty = "machine_role";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(CommandLine(), cancellationToken);
        if (configuration["Demo:PartnerKeys"] is { Length: > 0 } keys)
        {
            await EnsureAsync(Partner(keys), cancellationToken);
        }

        if (configuration["Identity:OperatorSecret"] is { Length: > 0 } @operator)
        {
            await EnsureAsync(Machine(OperatorClient, "Operator", Roles.Operator, @operator), cancellationToken);
        }

        if (configuration["Identity:ServiceSecret"] is { Length: > 0 } service)
        {
            await EnsureAsync(Machine(ServiceClient, "The platform's own services", Roles.Service, service), cancellationToken);
        }

        if (configuration["Identity:WebSecret"] is { Length: > 0 } web)
        {
            await EnsureAsync(Web(web), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>In a scope of its own: what could not be written must not be tried again with the next client.</summary>
    private async Task EnsureAsync(OpenIddictApplicationDescriptor wanted, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        if (await clients.FindByClientIdAsync(wanted.ClientId!, cancellationToken) is not { } client)
        {
            try
            {
                await clients.CreateAsync(wanted, cancellationToken);
            }
            catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Another instance, starting at the same time, was faster with the same.
            }

            return;
        }

        var present = new OpenIddictApplicationDescriptor();
        await clients.PopulateAsync(present, client, cancellationToken);
        var isSame = present.RedirectUris.SetEquals(wanted.RedirectUris)
            && present.PostLogoutRedirectUris.SetEquals(wanted.PostLogoutRedirectUris)
            && present.Permissions.SetEquals(wanted.Permissions)
            && KeyIds(present).SetEquals(KeyIds(wanted))
            && (wanted.ClientSecret is null
                ? present.ClientSecret is null
                : await clients.ValidateClientSecretAsync(client, wanted.ClientSecret, cancellationToken));
        if (isSame) return;
        try
        {
            await clients.UpdateAsync(client, wanted, cancellationToken);
        }
        catch (OpenIddictExceptions.ConcurrencyException)
        {
            // Another instance has just written the same.
        }
    }

    /// <summary>Public: the tool runs on the user's own machine and can keep no secret, so PKCE takes its place.</summary>
    private OpenIddictApplicationDescriptor CommandLine()
    {
        var origin = configuration.Required("Authentication:Issuer").TrimEnd('/');
        return ForPeople(new OpenIddictApplicationDescriptor
        {
            ClientId = CommandLineClient,
            DisplayName = "Command line tools",
            ApplicationType = ApplicationTypes.Native,
            ClientType = ClientTypes.Public,
            ConsentType = ConsentTypes.Implicit,
            // A native client's loopback address matches with any port (RFC 8252, 7.3).
            RedirectUris = { new Uri("http://127.0.0.1/callback"), new Uri(origin + "/signed-in") },
            PostLogoutRedirectUris = { new Uri(origin + "/sign-in") },
        });
    }

    /// <summary>
    /// The workspace and portal: a server that keeps the tokens of people's browsers, so it has a secret, and PKCE besides.
    /// </summary>
    private OpenIddictApplicationDescriptor Web(string secret)
    {
        var origin = configuration.Required("Authentication:Issuer").TrimEnd('/');
        return ForPeople(new OpenIddictApplicationDescriptor
        {
            ClientId = WebClient,
            ClientSecret = secret,
            DisplayName = "Workspace and patient portal",
            ApplicationType = ApplicationTypes.Web,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            RedirectUris = { new Uri(origin + "/web/signed-in") },
            PostLogoutRedirectUris = { new Uri(origin + "/web/signed-out") },
        });
    }

    /// <summary>A client by which people sign in: code with PKCE, and refresh tokens.</summary>
    private static OpenIddictApplicationDescriptor ForPeople(OpenIddictApplicationDescriptor client)
    {
        client.Permissions.UnionWith(
        [
            Permissions.Endpoints.Authorization,
            Permissions.Endpoints.Token,
            Permissions.Endpoints.Revocation,
            Permissions.Endpoints.EndSession,
            Permissions.GrantTypes.AuthorizationCode,
            Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code,
            Permissions.Scopes.Profile,
            Permissions.Prefixes.Scope + TokenPrincipal.ApiScope,
        ]);
        client.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        return client;
    }

    private static HashSet<string> KeyIds(OpenIddictApplicationDescriptor client) =>
        [.. client.JsonWebKeySet?.Keys.Select(key => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint())) ?? []];

    /// <summary>
    /// A partner proves itself by assertions that it signs (private_key_jwt, RFC 7523): only its public keys are known here, so
    /// nothing that is kept can be used in its place.
    /// </summary>
    /// <param name="keys">The partner's public keys as a JSON Web Key Set.</param>
    private static OpenIddictApplicationDescriptor Partner(string keys)
    {
        var client = Confidential(
            PartnerClient, "Demo partner system", OrganizationProperty, JsonSerializer.SerializeToElement(DemoProvider.Harbor.Id));
        client.JsonWebKeySet = new JsonWebKeySet(keys);
        return client;
    }

    /// <summary>Belongs to no organization, so that its tokens open <c>/internal</c> endpoints and nothing else.</summary>
    private static OpenIddictApplicationDescriptor Machine(string id, string name, string role, string secret)
    {
        var client = Confidential(id, name, MachineRoleProperty, JsonSerializer.SerializeToElement(role));
        client.ClientSecret = secret;
        return client;
    }

    private static OpenIddictApplicationDescriptor Confidential(string id, string name, string property, JsonElement value) => new()
    {
        ClientId = id,
        DisplayName = name,
        ClientType = ClientTypes.Confidential,
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.Prefixes.Scope + TokenPrincipal.ApiScope,
        },
        Properties = { [property] = value },
    };
}
