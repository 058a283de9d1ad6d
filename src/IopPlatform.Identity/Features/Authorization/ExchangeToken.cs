using System.Collections.Immutable;
using System.Security.Claims;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>
/// The token endpoint: for a code, a refresh token, or a client's secret or signed assertion. Whoever comes with a code or refresh token is looked
/// up again, so that a membership that has ended, or another role, counts from the next token on.
/// </summary>
public static class ExchangeToken
{
    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost(AuthorizationServer.TokenPath, HandleAsync)
        .AllowAnonymous()
        .Audited("session.token")
        .ExcludeFromDescription();

    private static Task<IResult> HandleAsync(
        HttpContext http,
        UserManager<Person> people,
        SignInDirectory directory,
        IOpenIddictApplicationManager clients,
        TenantDatabases databases)
    {
        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("The token endpoint was reached without a token request.");
        return request.IsClientCredentialsGrantType()
            ? ForClientAsync(request, clients, databases, http.RequestAborted)
            : ForPersonAsync(http, people, directory);
    }

    private static async Task<IResult> ForPersonAsync(
        HttpContext http, UserManager<Person> people, SignInDirectory directory)
    {
        var former = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal
            ?? throw new InvalidOperationException("OpenIddict let a token request pass without a valid code or refresh token.");
        var person = await people.FindByIdAsync(former.GetClaim(Claims.Subject)!);
        if (person is null || !former.IsStillOf(person) || SignedIn.From(former) is not { } signedIn)
        {
            return OpenIddictRefusal.Of(Errors.InvalidGrant, "The person must sign in again.");
        }

        var reaches = await directory.ReachesOfAsync(person.Id, http.RequestAborted);
        if (SecondFactorRule.IsNeeded(reaches) && !signedIn.HasSecondFactor)
        {
            return OpenIddictRefusal.Of(Errors.InvalidGrant, "The person became staff and must sign in with a second factor.");
        }

        return ReachChoice.Decide(reaches, former.GetClaim(CallerClaims.Organization)) is ReachChoice.Granted { Reach: var reach }
            ? Issue(TokenPrincipal.For(person, reach, signedIn, former.GetClaim(TokenPrincipal.Session)!, former.GetScopes()))
            : OpenIddictRefusal.Of(Errors.InvalidGrant, "The person does not belong to this organization any more.");
    }

    private static async Task<IResult> ForClientAsync(
        OpenIddictRequest request,
        IOpenIddictApplicationManager clients,
        TenantDatabases databases,
        CancellationToken cancellationToken)
    {
        var client = await clients.FindByClientIdAsync(request.ClientId!, cancellationToken)
            ?? throw new InvalidOperationException("OpenIddict let an unknown client pass.");
        var properties = await clients.GetPropertiesAsync(client, cancellationToken);
        // The API is all there is for a client, so naming its scope is optional.
        ImmutableArray<string> scopes = [TokenPrincipal.ApiScope];
        if (properties.TryGetValue(RegisterClients.MachineRoleProperty, out var role))
        {
            // No organization, so no trail of one to write to: what it does there is audited where it is done.
            return Issue(TokenPrincipal.ForMachine(request.ClientId!, role.GetString()!, scopes));
        }

        if (!properties.TryGetValue(RegisterClients.OrganizationProperty, out var organization))
        {
            return OpenIddictRefusal.Of(Errors.UnauthorizedClient, "This client acts for no organization.");
        }

        var principal = TokenPrincipal.ForPartner(request.ClientId!, organization.GetGuid(), scopes);
        var write = databases.For(Caller.From(principal)!, "session.open").Write();
        await write.Audit("organization", write.Caller.OrganizationId, details: new { client = request.ClientId })
            .CommitAsync(cancellationToken);
        return Issue(principal);
    }

    private static IResult Issue(ClaimsPrincipal principal) =>
        Results.SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}
