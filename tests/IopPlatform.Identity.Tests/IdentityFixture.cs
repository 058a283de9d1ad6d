using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using IopPlatform.Identity.Demo;
using IopPlatform.Identity.Domain;
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
public class IdentityFixture() : ServiceFixture<IdentityAssembly>("identity")
{
    public const string Password = "correct horse battery";
    public const string TotpSeed = "a seed of codes";
    public const string OperatorSecret = "a secret of the operators";
    public const string ServiceSecret = "a secret of the services";

    public const int AttemptsPerAccount = 300;

    private static readonly string PasswordHash = new PasswordHasher<Person>().HashPassword(new Person(), Password);

    /// <summary>The partner system's key pair.</summary>
    public ECDsa PartnerKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

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

    /// <summary>Makes a person staff; their authenticator app is set up already.</summary>
    public async Task AddMemberAsync(Guid organization, Guid person, string role, params Guid[] sites)
    {
        await AddMemberWithoutFactorAsync(organization, person, role, sites);
        await SqlAsync<int>(
            "insert into auth.totp (person_id, secret, last_step) values ($1, $2, 0) on conflict (person_id) do nothing returning 1",
            person, Services.GetRequiredService<SecondFactors>().Protect(DemoTotp.SecretOf(TotpSeed, Email(person))));
    }

    public async Task AddMemberWithoutFactorAsync(Guid organization, Guid person, string role, params Guid[] sites) =>
        await SqlAsync<int>(
            """
            insert into memberships values
                ($1, $2, 'Test ' || $4, $3, array[$4], case when cardinality($5::uuid[]) > 0 then $5::uuid[] end, null, false, true, 1)
            returning 1
            """,
            organization, person, Email(person), role, sites);

    public static string Email(Guid person) => $"{person}@people.example";

    /// <summary>The code that the person's app shows, a number of steps from now.</summary>
    public string Code(string email, int steps = 0) =>
        Totp.Code(DemoTotp.SecretOf(TotpSeed, email), Totp.StepAt(Time.GetUtcNow()) + steps);

    /// <summary>Lets the present code be accepted once more: tests sign in as the same people more often than twice a minute.</summary>
    public Task ForgetCodesAsync(string email) => SqlAsync<int>(
        "update auth.totp set last_step = 0 where person_id = (select id from auth.people where email = $1) returning 1", email);

    /// <summary>A browser of its own, with its own cookies.</summary>
    public Browser Browser() => new(AnonymousClient(), this);

    /// <summary>Of a further instance beside the one that most tests share.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string>();

    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(MoreSettings)
        {
            ["Identity:SigningKeys:0"] = Convert.ToBase64String(signingKey.ExportPkcs8PrivateKey()),
            ["Demo:Password"] = Password,
            ["Demo:TotpSeed"] = TotpSeed,
            ["Identity:Limits:PerAddress"] = "100000",
            ["Identity:Limits:PerAccount"] = AttemptsPerAccount.ToString(CultureInfo.InvariantCulture),
            ["Demo:PartnerKeys"] = PartnerKeySet(),
            ["Identity:OperatorSecret"] = OperatorSecret,
            ["Identity:ServiceSecret"] = ServiceSecret,
        });

    private string PartnerKeySet()
    {
        var key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(PartnerKey));
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, use = "sig", kid = "partner" } } });
    }

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
