using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ServiceDefaults.Auth;

public static class ApiAuthentication
{
    /// <summary>Who signs people in; its public keys are fetched from there, not through the public origin.</summary>
    private const string KeysAddress = "http://identity/.well-known/jwks";

    private const string KeysClient = "signing-keys";

    /// <summary>
    /// Accepts the platform's own access tokens (signed JWTs of a few minutes) and nothing else. An endpoint that says
    /// nothing still needs a token that names an organization.
    /// </summary>
    public static void AddApiAuthentication(this IHostApplicationBuilder builder)
    {
        var issuer = builder.Configuration.Required("Authentication:Issuer").TrimEnd('/');
        builder.Services.AddHttpClient(KeysClient);
        builder.Services.AddSingleton(new RememberedTokens(TimeProvider.System));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider>((options, services) =>
            {
                options.MapInboundClaims = false;
                options.TokenHandlers.Clear();
                var tokens = services.GetRequiredService<RememberedTokens>();
                options.TokenHandlers.Add(tokens);
                var clients = services.GetRequiredService<IHttpClientFactory>();
                options.ConfigurationManager = new PublishedKeys(
                    async cancel =>
                    {
                        using var http = clients.CreateClient(KeysClient);
                        return await http.GetStringAsync(KeysAddress, cancel);
                    },
                    services.GetRequiredService<TimeProvider>());
                options.Events = new JwtBearerEvents { OnMessageReceived = context => LookForItsKeyAsync(context, tokens) };
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

    /// <summary>Identity may have begun to sign with another key since its keys were read.</summary>
    private static Task LookForItsKeyAsync(MessageReceivedContext context, RememberedTokens tokens)
    {
        const string scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        if (context.Options.ConfigurationManager is not PublishedKeys keys || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Task.CompletedTask;
        }

        var token = header[scheme.Length..].Trim();
        return tokens.Believes(token) ? Task.CompletedTask : keys.LookForAsync(KeyIdOf(token), context.HttpContext.RequestAborted);
    }

    /// <summary>Null for a text that is no token: the handler that comes refuses it.</summary>
    private static string? KeyIdOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid is { Length: > 0 } id ? id : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
