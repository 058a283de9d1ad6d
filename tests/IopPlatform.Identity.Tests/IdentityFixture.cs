using System.Security.Cryptography;
using IopPlatform.Identity.Server;
using IopPlatform.Identity.Tests;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

[assembly: AssemblyFixture(typeof(IdentityFixture))]

namespace IopPlatform.Identity.Tests;

/// <summary>The whole service with its demo provider. It accepts its own tokens and those of the tests.</summary>
public sealed class IdentityFixture() : ServiceFixture<IdentityAssembly>("identity")
{
    public const string Password = "correct horse battery";
    public const string PartnerSecret = "a secret of the partner system";
    public const string OperatorSecret = "a secret of the operators";
    public const string ServiceSecret = "a secret of the services";

    private static readonly string PasswordHash = new PasswordHasher<Person>().HashPassword(new Person(), Password);

    private readonly RSA signingKey = RSA.Create(2048);

    public async Task<Guid> AddOrganizationAsync()
    {
        var id = Guid.CreateVersion7();
        await SqlAsync<int>(
            "insert into organizations values ($1, $2, '+1-212-555-0199', 1) returning 1", id, $"Organization {id}");
        return id;
    }

    public async Task<Guid> AddSiteAsync(Guid organization, string name = "Main Street")
    {
        var id = Guid.CreateVersion7();
        await SqlAsync<int>(
            "insert into sites values ($1, $2, $3, 'America/Boise', '+1-208-555-0101', true, 1) returning 1", organization, id, name);
        return id;
    }

    /// <returns>A new person's id; the person signs in with <see cref="Email"/> and <see cref="Password"/>.</returns>
    public async Task<Guid> AddPersonAsync()
    {
        var id = Guid.CreateVersion7();
        await SqlAsync<int>(
            """
            insert into auth.people (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
                security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ($1, $2, upper($2), $2, upper($2), true, $3, 'stamp', 'stamp', false, false, true, 0) returning 1
            """,
            id, Email(id), PasswordHash);
        return id;
    }

    public async Task AddMemberAsync(Guid organization, Guid person, string role, params Guid[] sites) =>
        await SqlAsync<int>(
            """
            insert into memberships values
                ($1, $2, 'Test ' || $4, $3, array[$4], case when cardinality($5::uuid[]) > 0 then $5::uuid[] end, null, false, true, 1)
            returning 1
            """,
            organization, person, Email(person), role, sites);

    public static string Email(Guid person) => $"{person}@people.example";

    /// <summary>A browser of its own, with its own cookies.</summary>
    public Browser Browser() => new(AnonymousClient());

    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>
        {
            ["Identity:SigningKeys:0"] = Convert.ToBase64String(signingKey.ExportPkcs8PrivateKey()),
            ["Demo:Password"] = Password,
            ["Demo:PartnerSecret"] = PartnerSecret,
            ["Identity:OperatorSecret"] = OperatorSecret,
            ["Identity:ServiceSecret"] = ServiceSecret,
        });

    protected override void ConfigureServices(IServiceCollection services)
    {
        // Nobody listens to Identity's events here, so the broker returns them, again and again.
        services.AddLogging(logging => logging.AddFilter("MassTransit", LogLevel.None).AddFilter("IopPlatform.Messaging", LogLevel.None));
        services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
        {
            var configuration = new OpenIdConnectConfiguration { Issuer = TestTokens.Issuer };
            configuration.SigningKeys.Add(TestTokens.Key);
            configuration.SigningKeys.Add(new RsaSecurityKey(signingKey));
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration);
        });
    }
}
