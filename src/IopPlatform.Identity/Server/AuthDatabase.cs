using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.EntityFrameworkCore.Models;

namespace IopPlatform.Identity.Server;

/// <summary>Somebody who can sign in. The names they go by, and where they belong, stand in the directory.</summary>
public sealed class Person : IdentityUser<Guid>;

/// <summary>
/// Schema <c>auth</c>: what ASP.NET Core Identity, OpenIddict and data protection keep. Their model became
/// <c>Database/0002_auth.sql</c> once, and passkeys later <c>0004_second_factors.sql</c>; a test compares them.
/// </summary>
public sealed class AuthDatabase(DbContextOptions<AuthDatabase> options)
    : IdentityUserContext<Person, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource source) =>
        options.UseNpgsql(source).UseSnakeCaseNamingConvention();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("auth");
        builder.UseOpenIddict<Guid>();

        builder.Entity<Person>(person =>
        {
            person.ToTable("people");
            person.HasIndex(row => row.NormalizedUserName).IsUnique().HasDatabaseName("people_user_name");
            person.HasIndex(row => row.NormalizedEmail).HasDatabaseName("people_email");
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("person_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("person_tokens");
        AddPasskeys(builder);
        builder.Entity<OpenIddictEntityFrameworkCoreApplication<Guid>>().ToTable("applications");
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().ToTable("authorizations");
        builder.Entity<OpenIddictEntityFrameworkCoreScope<Guid>>().ToTable("scopes");
        builder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>().ToTable("tokens");
    }

    /// <summary>
    /// As version 3 of Identity's schema has them, without version 2, which would shorten columns of the tables that are there.
    /// </summary>
    private static void AddPasskeys(ModelBuilder builder)
    {
        builder.Entity<Person>().HasMany<IdentityUserPasskey<Guid>>().WithOne().HasForeignKey(passkey => passkey.UserId).IsRequired();
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("person_passkeys");
            passkey.HasKey(row => row.CredentialId);
            passkey.OwnsOne(row => row.Data).ToJson();
        });
    }
}
