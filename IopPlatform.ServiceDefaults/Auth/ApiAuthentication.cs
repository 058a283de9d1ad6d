using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ServiceDefaults.Auth;

public static class ApiAuthentication
{
    /// <summary>Who signs people in; its public keys are fetched from there, not through the public origin.</summary>
    private const string KeysAddress = "http://identity/.well-known/jwks";

    /// <summary>
    /// Accepts the platform's own access tokens (signed JWTs of a few minutes) and nothing else. An endpoint that says
    /// nothing still needs a token that names an organization.
    /// </summary>
    public static void AddApiAuthentication(this IHostApplicationBuilder builder)
    {
        var issuer = builder.Configuration.Required("Authentication:Issuer").TrimEnd('/');
        builder.Services.AddHttpClient<SigningKeysRetriever>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider>((options, services) =>
            {
                options.MapInboundClaims = false;
                options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                    KeysAddress,
                    new SigningKeysConfiguration(),
                    services.GetRequiredService<SigningKeysRetriever>());
                options.TokenValidationParameters = new TokenValidationParameters
                {
                    // OpenIddict writes the issuer with a closing slash.
                    ValidIssuers = [issuer, issuer + "/"],
                    ValidAudience = CallerClaims.Audience,
                    ValidTypes = ["at+jwt"],
                    ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
                    NameClaimType = CallerClaims.Subject,
                    RoleClaimType = CallerClaims.Role,
                    ClockSkew = TimeSpan.FromSeconds(30),
                };
            });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireClaim(CallerClaims.Organization)
                .Build());
    }

    private sealed class SigningKeysRetriever(HttpClient http) : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) => http.GetStringAsync(address, cancel);
    }

    private sealed class SigningKeysConfiguration : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration
            {
                JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)),
            };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }
    }
}
