using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.SignIn;
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

    public const int PasswordLengthMin = 12;
    public const int PasswordLengthMax = 128;

    /// <summary>Adds the people who sign in, their passwords with lock-out, their further factors, and the cookies of this host.</summary>
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInDirectory>();
        builder.Services.AddSingleton<SecondFactors>();
        builder.Services.AddScoped<BrowserSessions>();
        builder.Services.AddScoped<PersonAudit>();
        builder.Services.AddScoped<LockOut>();
        builder.Services.AddSingleton<Ceremonies>();
        builder.AddPasskeys();
        builder.Services.AddScoped<SignInSteps>();
        builder.Services.AddDbContext<AuthDatabase>((services, options) =>
            AuthDatabase.Configure(options, services.GetRequiredService<NpgsqlDataSource>()));
        // Before data protection's own start, which would read the keys without the lock.
        builder.Services.AddHostedService<FirstProtectionKey>();
        builder.Services.AddDataProtection().SetApplicationName("iop-identity").PersistKeysToDbContext<AuthDatabase>();
        builder.Services.SealDataProtectionKeys();
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "iop-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The pages state frame-ancestors in their content security policy.
            options.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddIdentityCore<Person>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // Length counts, composition rules do not help (NIST SP 800-63B, 5.1.1.2).
                options.Password.RequiredLength = PasswordLengthMin;
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
                Configure(cookie, "iop-sign-in", BrowserSessions.Lasts);
                cookie.Events.OnValidatePrincipal = BrowserSessions.ValidateAsync;
            })
            .AddCookie(BrowserSessions.PendingScheme, cookie => Configure(cookie, "iop-pending", BrowserSessions.PendingLasts));
    }

    /// <summary>Passkeys of the public origin alone; the authenticator must verify its user, and knows the account by itself.</summary>
    private static void AddPasskeys(this WebApplicationBuilder builder)
    {
        var origin = new Uri(builder.Configuration.Required("Authentication:Issuer"));
        builder.Services.TryAddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        builder.Services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = origin.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && context.Origin == origin.GetLeftPart(UriPartial.Authority));
        });
    }

    /// <summary>Without a domain the cookie goes to this host only.</summary>
    private static void Configure(CookieAuthenticationOptions cookie, string name, TimeSpan lasts)
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = lasts;
        cookie.SlidingExpiration = false;
    }
}
