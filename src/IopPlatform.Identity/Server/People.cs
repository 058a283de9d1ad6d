using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.PortalAccess;
using IopPlatform.Identity.Features.SignIn;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace IopPlatform.Identity.Server;

public static class People
{
    /// <summary>The roles of whoever signs in as a person; partners and machines have no sessions.</summary>
    public static readonly string[] WhoSignIn = [.. Roles.Staff, Roles.Administrator, Roles.Patient];

    /// <summary>Adds the people who sign in, their passwords with lock-out, their further factors, and the cookies of this host.</summary>
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        var origin = new Uri(builder.Configuration.Required("Authentication:Issuer"));
        builder.Services.AddSingleton<SignInDirectory>();
        builder.Services.AddSingleton<SecondFactors>();
        builder.Services.AddScoped<BrowserSessions>();
        builder.Services.AddScoped<PersonAudit>();
        builder.Services.AddScoped<LockOut>();
        builder.Services.AddSingleton<Ceremonies>();
        builder.Services.AddPasskeys(origin);
        builder.Services.AddScoped<SignInSteps>();
        builder.Services.AddScoped<ExternalSignInSteps>();
        builder.Services.AddScoped<PortalRedemption>();
        builder.Services.AddDbContext<AuthDatabase>((services, options) =>
            AuthDatabase.Configure(options, services.GetRequiredService<NpgsqlDataSource>()));
        // Before data protection's own start, which would read the keys without the lock.
        builder.Services.AddHostedService<FirstProtectionKey>();
        builder.Services.AddDataProtection().SetApplicationName("iop-identity").PersistKeysToDbContext<AuthDatabase>();
        builder.Services.SealDataProtectionKeys();
        builder.Services.AddAntiforgery(options =>
        {
            Configure(options.Cookie, origin, "iop-form");
            // The pages state frame-ancestors in their content security policy.
            options.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddIdentityCore<Person>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // Length counts, composition rules do not help (NIST SP 800-63B, 5.1.1.2).
                options.Password.RequiredLength = PasswordRules.LengthMin;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AuthDatabase>()
            .AddSignInManager();
        builder.Services.AddAuthentication()
            .AddCookie(IdentityConstants.ApplicationScheme, cookie =>
            {
                Configure(cookie, origin, "iop-sign-in", BrowserSessions.Lasts);
                cookie.Events.OnValidatePrincipal = BrowserSessions.ValidateAsync;
            })
            .AddCookie(BrowserSessions.PendingScheme, cookie => Configure(cookie, origin, "iop-pending", BrowserSessions.PendingLasts));
    }

    /// <summary>Passkeys of the public origin alone; the authenticator must verify its user, and knows the account by itself.</summary>
    private static void AddPasskeys(this IServiceCollection services, Uri origin)
    {
        services.TryAddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = origin.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && context.Origin == origin.GetLeftPart(UriPartial.Authority));
        });
    }

    internal static void Configure(CookieAuthenticationOptions cookie, Uri origin, string name, TimeSpan lasts)
    {
        Configure(cookie.Cookie, origin, name);
        cookie.ExpireTimeSpan = lasts;
        cookie.SlidingExpiration = false;
    }

    /// <summary>
    /// Without a domain the cookie goes to this host only, and under https the prefix <c>__Host-</c> makes browsers refuse one
    /// that another host or an unprotected answer has set. Browsers take that prefix from https only, so that development on
    /// <c>http://localhost</c> goes without it and without <c>Secure</c>.
    /// </summary>
    internal static void Configure(CookieBuilder cookie, Uri origin, string name)
    {
        var isHttps = origin.Scheme == Uri.UriSchemeHttps;
        cookie.Name = isHttps ? "__Host-" + name : name;
        cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
    }
}
