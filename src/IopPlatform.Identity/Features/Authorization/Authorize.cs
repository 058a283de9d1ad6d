using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.SignIn;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>
/// The authorization endpoint: signs the person in if needed and gives a code for exactly one organization. OpenIddict has
/// checked client, redirect address, scopes and PKCE before. Staff have shown a second factor. Another organization is another
/// authorization: <c>organization=ID</c>, or <c>prompt=select_account</c> to be asked.
/// </summary>
public static class Authorize
{
    private const string OrganizationParameter = "organization";

    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods(AuthorizationServer.AuthorizePath, [HttpMethods.Get, HttpMethods.Post], HandleAsync)
        .AllowAnonymous()
        .Audited("session.open")
        .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        HttpContext http, BrowserSessions sessions, SignInDirectory directory, SignInSteps steps, OpenedSessions opened, TimeProvider time)
    {
        if (OpenIddictRefusal.Shown(http) is { } refusal)
        {
            return refusal;
        }

        var request = http.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("The authorization endpoint was reached without an authorization request.");
        if (await sessions.CurrentAsync(http) is not var (person, signedIn) || !IsFreshEnough(signedIn, request, time))
        {
            return request.HasPromptValue(PromptValues.None)
                ? OpenIddictRefusal.Of(Errors.LoginRequired, "Nobody is signed in.")
                : Results.Redirect(SignIn.SignIn.Address(Address(request, organization: null)));
        }

        var reaches = await directory.ReachesOfAsync(person.Id, http.RequestAborted);
        if (SecondFactorRule.IsNeeded(reaches) && !signedIn.HasSecondFactor)
        {
            // Signed in as a patient, and staff since.
            return request.HasPromptValue(PromptValues.None)
                ? OpenIddictRefusal.Of(Errors.LoginRequired, "A second factor is needed.")
                : await steps.AfterFirstAsync(http, person, signedIn.Methods, Address(request, organization: null));
        }

        // Whoever wants to switch is asked again, whatever the app names.
        var wanted = request.HasPromptValue(PromptValues.SelectAccount) ? null : (string?)request[OrganizationParameter];
        switch (ReachChoice.Decide(reaches, wanted))
        {
            case ReachChoice.Granted { Reach: var reach }:
                return Results.SignIn(
                    await opened.OpenAsync(request, person, reach, signedIn, http.RequestAborted),
                    properties: null,
                    OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
            case ReachChoice.Ambiguous { Reaches: var choices }:
                return request.HasPromptValue(PromptValues.None)
                    ? OpenIddictRefusal.Of(Errors.InteractionRequired, "Name one of the person's organizations.")
                    : Chooser(http, request, choices);
            default:
                return OpenIddictRefusal.Of(Errors.AccessDenied, "The person does not belong to this organization.");
        }
    }

    private static bool IsFreshEnough(SignedIn signedIn, OpenIddictRequest request, TimeProvider time) =>
        !request.HasPromptValue(PromptValues.Login)
        && (request.MaxAge is not { } seconds || time.GetUtcNow() - signedIn.At <= TimeSpan.FromSeconds(seconds));

    private static IResult Chooser(HttpContext http, OpenIddictRequest request, IReadOnlyList<Reach> choices)
    {
        var links = choices.Select(reach =>
        {
            var address = Page.Encode(Address(request, reach.OrganizationId));
            return $"""<a class="choice" href="{address}">{Page.Encode(reach.OrganizationName)}</a>""";
        });
        return Page.Show(
            http,
            "Choose an organization",
            $"<p>You belong to several. What you do next happens in one of them.</p>{string.Concat(links)}");
    }

    /// <summary>
    /// The same request again. Without <c>prompt</c> and <c>max_age</c>, which are met by the sign-in that lies between.
    /// </summary>
    private static string Address(OpenIddictRequest request, Guid? organization)
    {
        var parameters = request.GetParameters()
            .Where(parameter => parameter.Key is not (Parameters.Prompt or Parameters.MaxAge))
            .Where(parameter => organization is null || parameter.Key != OrganizationParameter)
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value))
            .Concat(organization is null ? [] : [KeyValuePair.Create(OrganizationParameter, (string?)organization.ToString())]);
        return AuthorizationServer.AuthorizePath + QueryString.Create(parameters);
    }
}
