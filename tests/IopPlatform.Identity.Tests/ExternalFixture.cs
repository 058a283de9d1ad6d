using System.Net;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace IopPlatform.Identity.Tests;

/// <summary>Two instances of the provider: one under https, as somebody else's, and one that signs people in through it.</summary>
public sealed class ExternalFixture : IAsyncLifetime
{
    /// <summary>Its word is trusted for the second factor.</summary>
    public const string Trusted = "trusted";

    /// <summary>Its word is not.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>It must have seen a hardware key, which it never says.</summary>
    public const string Strict = "strict";

    /// <summary>It speaks for one organization.</summary>
    public const string OfOne = "of-one";

    /// <summary>It does not exist.</summary>
    public const string Down = "down";

    public static readonly string[] Providers = [Trusted, Untrusted, Strict, OfOne];

    private const string ClientSecret = "a secret between the two";

    private readonly SwitchedHandler line = new();

    public ExternalFixture() => Here = new HereFixture(line);

    /// <summary>The other's.</summary>
    public ElsewhereFixture Elsewhere { get; } = new();

    public HereFixture Here { get; }

    /// <summary>The organization of the provider <see cref="OfOne"/>.</summary>
    public Guid One => HereFixture.One;

    public async ValueTask InitializeAsync()
    {
        await Elsewhere.InitializeAsync();
        line.Reach(Elsewhere.Handler());
        await Here.InitializeAsync();
        await using var scope = Elsewhere.Services.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var provider in Providers)
        {
            await clients.CreateAsync(new OpenIddictApplicationDescriptor
            {
                ClientId = provider,
                ClientSecret = ClientSecret,
                ClientType = ClientTypes.Confidential,
                ConsentType = ConsentTypes.Implicit,
                RedirectUris = { new Uri($"http://localhost:8080/sign-in/external/{provider}/callback") },
                Permissions =
                {
                    Permissions.Endpoints.Authorization,
                    Permissions.Endpoints.Token,
                    Permissions.GrantTypes.AuthorizationCode,
                    Permissions.ResponseTypes.Code,
                    Permissions.Scopes.Email,
                },
                Requirements = { Requirements.Features.ProofKeyForCodeExchange },
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await Elsewhere.DisposeAsync();
        line.Dispose();
    }

    /// <summary>Cuts the line between the two until the answer is disposed.</summary>
    public IDisposable Cut() => line.Cut();

    public sealed class ElsewhereFixture : IdentityFixture
    {
        public const string Issuer = "https://elsewhere.example";

        protected override IReadOnlyDictionary<string, string> MoreSettings { get; } =
            new Dictionary<string, string> { ["Authentication:Issuer"] = Issuer };

        public Browser SecureBrowser()
        {
            var browser = Browser();
            browser.Http.BaseAddress = new Uri(Issuer);
            return browser;
        }
    }

    public sealed class HereFixture(HttpMessageHandler line) : IdentityFixture
    {
        public static readonly Guid One = Guid.CreateVersion7();

        protected override IReadOnlyDictionary<string, string> MoreSettings { get; } = Settings();

        protected override void ConfigureServices(IServiceCollection services)
        {
            base.ConfigureServices(services);
            foreach (var provider in Providers)
            {
                services.Configure<OpenIdConnectOptions>("external-" + provider, options =>
                {
                    options.BackchannelHttpHandler = line;
                    // Whether the line is cut is the tests' to say, not the load of the machine they run on.
                    options.BackchannelTimeout = TimeSpan.FromMinutes(1);
                });
            }

            services.Configure<OpenIdConnectOptions>("external-" + Down, options => options.BackchannelHttpHandler = new SwitchedHandler());
        }

        private static Dictionary<string, string> Settings()
        {
            var settings = new Dictionary<string, string>();
            foreach (var provider in Providers.Append(Down))
            {
                var section = $"Identity:Providers:{provider}";
                settings[$"{section}:DisplayName"] = $"Hospital <{provider}>";
                settings[$"{section}:Authority"] = ElsewhereFixture.Issuer;
                settings[$"{section}:ClientId"] = provider;
                settings[$"{section}:ClientSecret"] = ClientSecret;
            }

            settings[$"Identity:Providers:{Trusted}:SecondFactor:Amr:0"] = "mfa";
            settings[$"Identity:Providers:{OfOne}:SecondFactor:Amr:0"] = "mfa";
            settings[$"Identity:Providers:{OfOne}:OrganizationId"] = One.ToString();
            settings[$"Identity:Providers:{Strict}:Required:Amr:0"] = "hwk";
            settings[$"Identity:Providers:{Strict}:Required:Acr:0"] = "urn:example:gold";
            return settings;
        }
    }

    /// <summary>The network to the other provider, which can be cut.</summary>
    private sealed class SwitchedHandler : HttpMessageHandler
    {
        private HttpMessageInvoker? reached;
        private bool isCut;

        public void Reach(HttpMessageHandler handler) => reached = new HttpMessageInvoker(handler);

        public IDisposable Cut()
        {
            isCut = true;
            return new Mended(this);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            isCut || reached is null
                ? throw new HttpRequestException(HttpRequestError.ConnectionError, "The line is cut.", null, HttpStatusCode.BadGateway)
                : reached.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            reached?.Dispose();
            base.Dispose(disposing);
        }

        private sealed class Mended(SwitchedHandler line) : IDisposable
        {
            public void Dispose() => line.isCut = false;
        }
    }
}
