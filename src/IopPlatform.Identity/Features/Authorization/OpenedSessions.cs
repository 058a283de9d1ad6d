using System.Security.Claims;
using System.Text.Json;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>
/// Opens a session: the authorization that a code and all tokens from it belong to, with what its owner wants to see in the list
/// of sessions.
/// </summary>
public sealed class OpenedSessions(
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictApplicationManager clients,
    TenantDatabases databases,
    TimeProvider time)
{
    public const string OrganizationProperty = "organization_id";
    public const string BrowserSessionProperty = "browser_session";
    public const string MethodsProperty = "methods";

    public async Task<ClaimsPrincipal> OpenAsync(
        OpenIddictRequest request, Person person, Reach reach, SignedIn signedIn, CancellationToken cancellationToken)
    {
        var client = await clients.FindByClientIdAsync(request.ClientId!, cancellationToken)
            ?? throw new InvalidOperationException("OpenIddict let an unknown client pass.");
        var session = await authorizations.CreateAsync(
            new OpenIddictAuthorizationDescriptor
            {
                ApplicationId = await clients.GetIdAsync(client, cancellationToken),
                CreationDate = time.GetUtcNow(),
                Subject = person.Id.ToString(),
                Status = Statuses.Valid,
                Type = AuthorizationTypes.AdHoc,
                Properties =
                {
                    [OrganizationProperty] = JsonSerializer.SerializeToElement(reach.OrganizationId),
                    [BrowserSessionProperty] = JsonSerializer.SerializeToElement(signedIn.BrowserSession),
                    [MethodsProperty] = JsonSerializer.SerializeToElement<string[]>([.. signedIn.Methods]),
                },
            },
            cancellationToken);
        var id = (await authorizations.GetIdAsync(session, cancellationToken))!;
        await databases.For(reach.As(person.Id), "session.open").Write()
            .Audit("person", person.Id, reach.PatientId, new { client = request.ClientId, session = id, methods = signedIn.Methods })
            .CommitAsync(cancellationToken);
        var principal = TokenPrincipal.For(person, reach, signedIn, id, request.GetScopes());
        principal.SetAuthorizationId(id);
        return principal;
    }
}
