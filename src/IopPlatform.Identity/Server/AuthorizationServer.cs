using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.Authorization;
using IopPlatform.ServiceDefaults.Configuration;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Server;

public static class AuthorizationServer
{
    public const string AuthorizePath = "/connect/authorize";
    public const string TokenPath = "/connect/token";
    public const string EndSessionPath = "/connect/logout";

    /// <summary>A revoked membership ends within this time, because the refresh that follows is refused.</summary>
    private static readonly TimeSpan AccessTokenLasts = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CodeLasts = TimeSpan.FromMinutes(2);

    /// <summary>From the sign-in on, however often it is refreshed: a working day.</summary>
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(12);

    /// <summary>
    /// A refresh token is used once. Used again within this leeway (a lost answer, two tabs) it still works; used later, it was
    /// stolen or copied, and the whole chain of tokens is revoked.
    /// </summary>
    private static readonly TimeSpan ReuseLeeway = TimeSpan.FromSeconds(15);

    public static void AddAuthorizationServer(this WebApplicationBuilder builder)
    {
        // At information they write every statement and every request, with e-mails and redirect addresses.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning);
        var issuer = new Uri(builder.Configuration.Required("Authentication:Issuer"));
        var keys = SigningKeys.Read(builder.Configuration);
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<AuthDatabase>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server.SetIssuer(issuer)
                    .SetAuthorizationEndpointUris(AuthorizePath[1..])
                    .SetTokenEndpointUris(TokenPath[1..])
                    .SetEndSessionEndpointUris(EndSessionPath[1..])
                    .SetRevocationEndpointUris("connect/revoke")
                    .SetJsonWebKeySetEndpointUris(".well-known/jwks");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow();
                server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
                server.RegisterScopes(Scopes.Profile, Scopes.Email, TokenPrincipal.ApiScope);
                server.SetAccessTokenLifetime(AccessTokenLasts)
                    .SetIdentityTokenLifetime(AccessTokenLasts)
                    .SetAuthorizationCodeLifetime(CodeLasts)
                    .SetRefreshTokenLifetime(SessionLasts)
                    .SetRefreshTokenReuseLeeway(ReuseLeeway)
                    .DisableSlidingRefreshTokenExpiration()
                    .DisableAccessTokenEncryption()
                    .AddSigningKeys(keys.Signing)
                    .AddEncryptionKeys(keys.Encryption)
                    .AddEventHandler(UseKeyOfTheMoment.Descriptor)
                    .AddEventHandler(RefuseReplayedAssertions.Descriptor)
                    .AddEventHandler(AuditRefreshReuse.Remembering)
                    .AddEventHandler(AuditRefreshReuse.Auditing);
                var host = server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableErrorPassthrough();
                if (issuer.Scheme == Uri.UriSchemeHttp)
                {
                    // Only on one machine, where the public origin is a loopback address.
                    host.DisableTransportSecurityRequirement();
                }
            });
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton<UseKeyOfTheMoment>();
        builder.Services.AddScoped<OpenedSessions>();
        builder.Services.AddScoped<RefuseReplayedAssertions>();
        builder.Services.AddScoped<AuditRefreshReuse>();
        builder.Services.AddHostedService<RegisterClients>();
        builder.Services.AddHostedService<PruneTokens>();
    }
}
