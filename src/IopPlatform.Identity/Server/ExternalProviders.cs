using System.Text.RegularExpressions;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.SignIn;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Server;

/// <summary>An external OpenID Connect provider, from <c>Identity:Providers:name</c>.</summary>
/// <param name="Name">Stands in addresses; lower-case letters, digits and hyphens.</param>
/// <param name="DisplayName">On the button.</param>
/// <param name="Authority">Its issuer; https, but for a loopback address.</param>
/// <param name="OrganizationId">The one organization that it speaks for; null for all.</param>
/// <param name="Required">What it must have asserted; empty for nothing. Required classes are asked for (<c>acr_values</c>).</param>
/// <param name="SecondFactor">
/// What counts as a second factor when it asserts it. Empty: its word never does, and staff are asked for their own.
/// </param>
public sealed record ExternalProvider(
    string Name, string DisplayName, Uri Authority, Guid? OrganizationId, Assertions Required, Assertions SecondFactor)
{
    /// <summary>The authentication scheme.</summary>
    public string Scheme => "external-" + Name;
}

/// <summary>Whom people may sign in through besides this host.</summary>
public sealed partial class ExternalProviders(
    IReadOnlyList<ExternalProvider> all, IOptionsMonitor<OpenIdConnectOptions> schemes, ILogger<ExternalProviders> logger)
{
    /// <summary>Keeps what a provider has said until it is judged, a few minutes.</summary>
    public const string CookieScheme = "iop-external";

    public IReadOnlyList<ExternalProvider> All => all;

    public ExternalProvider? Find(string? name) => all.FirstOrDefault(provider => provider.Name == name);

    /// <summary>Whether its configuration is known, or can be fetched now.</summary>
    public async Task<bool> AnswersAsync(ExternalProvider provider, CancellationToken cancellationToken)
    {
        try
        {
            await schemes.Get(provider.Scheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            return true;
        }
        // What the configuration manager makes of a network that fails, of a time-out and of an answer that it cannot read.
        catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException
            || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogDown(exception, provider.Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The external provider {Provider} does not answer")]
    private partial void LogDown(Exception exception, string provider);
}

public static partial class ExternalProvidersExtensions
{
    private const string Section = "Identity:Providers";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan JudgedWithin = TimeSpan.FromMinutes(10);

    /// <summary>Adds the providers that are configured, each as an authentication scheme of ASP.NET Core's OpenID Connect handler.</summary>
    /// <exception cref="InvalidOperationException">A provider is not whole; the message names the configuration key.</exception>
    public static void AddExternalProviders(this WebApplicationBuilder builder)
    {
        var origin = new Uri(builder.Configuration.Required("Authentication:Issuer"));
        var providers = Read(builder.Configuration);
        var authentication = builder.Services.AddAuthentication()
            .AddCookie(ExternalProviders.CookieScheme, cookie => People.Configure(cookie, origin, "iop-external", JudgedWithin));
        foreach (var provider in providers)
        {
            var section = builder.Configuration.GetSection($"{Section}:{provider.Name}");
            authentication.AddOpenIdConnect(provider.Scheme, provider.DisplayName, options =>
            {
                options.ClientId = section["ClientId"];
                options.ClientSecret = section["ClientSecret"];
                Configure(options, provider, origin);
            });
        }

        builder.Services.AddSingleton<IReadOnlyList<ExternalProvider>>(providers);
        builder.Services.AddSingleton<ExternalProviders>();
    }

    /// <exception cref="InvalidOperationException">A provider is not whole; the message names the configuration key.</exception>
    public static IReadOnlyList<ExternalProvider> Read(IConfiguration configuration) =>
        [.. configuration.GetSection(Section).GetChildren().Select(Read)];

    private static ExternalProvider Read(IConfigurationSection section)
    {
        if (!NamePattern().IsMatch(section.Key))
        {
            throw new InvalidOperationException($"'{section.Path}': a provider's name has lower-case letters, digits and hyphens, 40 at most.");
        }

        string Text(string key) => section[key] is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException($"Configuration key '{section.Path}:{key}' is missing.");
        if (!Uri.TryCreate(Text("Authority"), UriKind.Absolute, out var authority)
            || authority.Scheme != Uri.UriSchemeHttps && !(authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
        {
            throw new InvalidOperationException($"Configuration key '{section.Path}:Authority' is no https address.");
        }

        Text("ClientId");
        Text("ClientSecret");
        return new ExternalProvider(
            section.Key,
            Text("DisplayName"),
            authority,
            section["OrganizationId"] is { Length: > 0 } organization
                ? Guid.TryParse(organization, out var id)
                    ? id
                    : throw new InvalidOperationException($"Configuration key '{section.Path}:OrganizationId' is no id.")
                : null,
            Words(section.GetSection("Required")),
            Words(section.GetSection("SecondFactor")));
    }

    private static Assertions Words(IConfigurationSection section) =>
        new(section.GetSection("Acr").Get<string[]>() ?? [], section.GetSection("Amr").Get<string[]>() ?? []);

    /// <summary>Authorization code with PKCE, state, nonce and a secret; the ID token is checked against the provider's keys.</summary>
    private static void Configure(OpenIdConnectOptions options, ExternalProvider provider, Uri origin)
    {
        options.Authority = provider.Authority.AbsoluteUri;
        options.RequireHttpsMetadata = provider.Authority.Scheme == Uri.UriSchemeHttps;
        options.CallbackPath = $"/sign-in/external/{provider.Name}/callback";
        options.SignInScheme = ExternalProviders.CookieScheme;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes by a redirect, so that its cookies need not go with requests that other sites make.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.MapInboundClaims = false;
        // Issuer and context class are among those that would be left out.
        options.ClaimActions.Clear();
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("email");
        options.BackchannelTimeout = AnswersWithin;
        options.RemoteAuthenticationTimeout = JudgedWithin;
        options.TokenValidationParameters.ValidAlgorithms =
            [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];
        People.Configure(options.CorrelationCookie, origin, "iop-correlation.");
        People.Configure(options.NonceCookie, origin, "iop-nonce.");
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            if (provider.Required.Acr.Count > 0) context.ProtocolMessage.AcrValues = string.Join(' ', provider.Required.Acr);
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            UseExternal.LogFailure(context.HttpContext, provider, context.Failure);
            context.Response.Redirect(UseExternal.FailedAddress(provider));
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z")]
    private static partial Regex NamePattern();
}
