using System.Security.Claims;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace IopPlatform.Web.Server;

/// <summary>
/// Sign-in through the gateway: authorization code with PKCE as a confidential client. Back channel and API go to the gateway's
/// own address, the browser to the public origin; both are the same gateway.
/// </summary>
internal static class SignInExtensions
{
    /// <summary>The one HTTP client. Second attempts are the gateway's business, so none are made here.</summary>
    public const string Gateway = "gateway";

    public const string SignedInPath = "/web/signed-in";
    public const string SignedOutPath = "/web/signed-out";

    /// <summary>As long as Identity renews the tokens.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>What a circuit or page reads of an access token; Identity wrote it and the gateway judges it.</summary>
    private static readonly string[] Claims =
        [CallerClaims.Organization, CallerClaims.Role, CallerClaims.Site, CallerClaims.Patient];

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var origin = new Uri(builder.Configuration.Required("Authentication:Issuer"));
        builder.Services.AddSingleton<Tickets>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddHostedService<PruneTickets>();
#pragma warning disable EXTEXP0001 // Still marked as experimental.
        builder.Services.AddHttpClient(Gateway, http => http.BaseAddress = new Uri("http://gateway")).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(CallerClaims.Organization).Build());
        builder.Services.AddAntiforgery(options =>
        {
            Configure(options.Cookie, origin, "iop-web-form");
            options.SuppressXFrameOptionsHeader = true;
        });
        builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect();
        builder.Services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<Tickets>((cookie, tickets) =>
            {
                Configure(cookie.Cookie, origin, "iop-web");
                cookie.SessionStore = tickets;
                cookie.ExpireTimeSpan = Lasts;
                cookie.SlidingExpiration = false;
                cookie.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
            });
        builder.Services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
            .Configure<IHttpClientFactory, TimeProvider, IConfiguration>((oidc, clients, time, configuration) =>
                Configure(oidc, origin, clients, time, configuration));
    }

    /// <summary>The person with the roles, sites and organization that their newest access token names.</summary>
    public static ClaimsPrincipal WithClaims(ClaimsPrincipal principal, string accessToken)
    {
        var token = new JsonWebToken(accessToken);
        var identity = (ClaimsIdentity)principal.Identity!;
        foreach (var old in identity.Claims.Where(claim => Claims.Contains(claim.Type)).ToList()) identity.RemoveClaim(old);
        identity.AddClaims(token.Claims.Where(claim => Claims.Contains(claim.Type)).Select(claim => new Claim(claim.Type, claim.Value)));
        return principal;
    }

    private static void Configure(
        OpenIdConnectOptions oidc, Uri origin, IHttpClientFactory clients, TimeProvider time, IConfiguration configuration)
    {
        oidc.ClientId = AccessTokens.ClientId;
        oidc.ClientSecret = configuration.Required("Identity:WebSecret");
        oidc.Backchannel = clients.CreateClient(Gateway);
        oidc.ConfigurationManager = new GatewayEndpoints(origin, clients, time);
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // The code comes in the address, so that the cookies of this sign-in need not be sent from another site.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.SaveTokens = true;
        oidc.MapInboundClaims = false;
        oidc.RequireHttpsMetadata = origin.Scheme == Uri.UriSchemeHttps;
        oidc.CallbackPath = SignedInPath;
        oidc.Scope.Clear();
        foreach (var scope in new[] { "openid", "profile", "offline_access", "api" }) oidc.Scope.Add(scope);
        oidc.TokenValidationParameters.ValidIssuers = [origin.ToString(), origin.ToString().TrimEnd('/')];
        oidc.TokenValidationParameters.NameClaimType = "name";
        oidc.TokenValidationParameters.RoleClaimType = CallerClaims.Role;
        Configure(oidc.CorrelationCookie, origin, "iop-web-correlation-");
        Configure(oidc.NonceCookie, origin, "iop-web-nonce-");
        oidc.Events.OnTokenValidated = context =>
        {
            context.Principal = WithClaims(context.Principal!, context.TokenEndpointResponse!.AccessToken);
            return Task.CompletedTask;
        };
        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            if (context.Properties.Items.TryGetValue("organization", out var organization))
            {
                context.ProtocolMessage.SetParameter("organization", organization);
            }

            if (context.Properties.Items.TryGetValue("prompt", out var prompt)) context.ProtocolMessage.Prompt = prompt;
            // A script or a live connection cannot follow a sign-in; it is told, and the page asks the person.
            if (context.Request.Path.StartsWithSegments("/_blazor") || context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.HandleResponse();
            }

            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/web/not-signed-in");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>See Identity's own cookies: the prefix <c>__Host-</c> needs https, which a loopback address does not have.</summary>
    private static void Configure(CookieBuilder cookie, Uri origin, string name)
    {
        var isHttps = origin.Scheme == Uri.UriSchemeHttps;
        cookie.Name = isHttps ? "__Host-" + name : name;
        cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.IsEssential = true;
    }

    /// <summary>Identity's endpoints: the browser's by the public origin, our own calls by the gateway's address, which may differ.</summary>
    private sealed class GatewayEndpoints : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
    {
        private readonly PublishedKeys keys;
        private readonly Uri origin;

        public GatewayEndpoints(Uri origin, IHttpClientFactory clients, TimeProvider time)
        {
            this.origin = origin;
            keys = new PublishedKeys(
                async cancel =>
                {
                    using var http = clients.CreateClient(Gateway);
                    return await http.GetStringAsync("/.well-known/jwks", cancel);
                },
                time);
        }

        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
        {
            var published = await keys.GetConfigurationAsync(cancel);
            var configuration = new OpenIdConnectConfiguration
            {
                Issuer = origin.ToString(),
                AuthorizationEndpoint = new Uri(origin, "/connect/authorize").ToString(),
                EndSessionEndpoint = new Uri(origin, "/connect/logout").ToString(),
                TokenEndpoint = "http://gateway/connect/token",
            };
            foreach (var key in published.SigningKeys) configuration.SigningKeys.Add(key);
            return configuration;
        }

        /// <summary>After a token with an unknown key: the person signs in again, with fresh keys.</summary>
        public void RequestRefresh() => keys.RequestRefresh();

        public void Dispose() => keys.Dispose();
    }
}
