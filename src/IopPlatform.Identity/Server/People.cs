using IopPlatform.Identity.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Server;

public static class People
{
    public const int PasswordLengthMin = 12;
    public const int PasswordLengthMax = 128;

    private static readonly TimeSpan SessionLasts = TimeSpan.FromHours(8);

    /// <summary>Adds the people who sign in, their passwords with lock-out, and the cookie of this host.</summary>
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInDirectory>();
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
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                // Length counts, composition rules do not help (NIST SP 800-63B, 5.1.1.2).
                options.Password.RequiredLength = PasswordLengthMin;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AuthDatabase>()
            .AddSignInManager();
        builder.Services.AddAuthentication().AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            // Without a domain the cookie goes to this host only.
            cookie.Cookie.Name = "iop-sign-in";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = SessionLasts;
            cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        });
    }
}
