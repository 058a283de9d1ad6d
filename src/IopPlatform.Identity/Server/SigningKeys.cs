using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.Identity.Server;

/// <summary>
/// The keys of tokens, from <c>Identity:SigningKeys:n</c> (base64 of PKCS#8, RSA of 2048 bits or more), the newest first. All are
/// published. The newest signs from <c>Identity:SigningFrom</c> on (RFC 3339; from ever when that is not set), and the one after
/// it until then: so every instance, and everybody who keeps the published keys for a while, knows a key before it signs, and
/// the instances change over at one moment without a restart.
/// </summary>
/// <param name="Signing">Access and identity tokens, RS256.</param>
/// <param name="Encryption">
/// Codes and refresh tokens, which only this service reads. Derived from the signing keys, so that a restart ends no session
/// and there is no further secret to keep.
/// </param>
/// <param name="From">When the newest takes over.</param>
public sealed record SigningKeys(IReadOnlyList<SecurityKey> Signing, IReadOnlyList<SecurityKey> Encryption, DateTimeOffset From)
{
    private const string Section = "Identity:SigningKeys";
    private const string FromKey = "Identity:SigningFrom";
    private const int KeyBitsMin = 2048;

    /// <summary>What a token is made with at this time.</summary>
    public (SecurityKey Signing, SecurityKey Encryption) At(DateTimeOffset now)
    {
        var index = now < From && Signing.Count > 1 ? 1 : 0;
        return (Signing[index], Encryption[index]);
    }

    /// <exception cref="InvalidOperationException">No key, or an unusable one; the message names the configuration key.</exception>
    public static SigningKeys Read(IConfiguration configuration)
    {
        var keys = configuration.GetSection(Section).GetChildren().Where(entry => entry.Value is { Length: > 0 }).Select(Load).ToList();
        return keys.Count == 0
            ? throw new InvalidOperationException(
                $"Configuration key '{Section}:0' is missing. Set it as the environment variable 'Identity__SigningKeys__0'.")
            : new SigningKeys([.. keys.Select(Signer)], [.. keys.Select(Encrypter)], ReadFrom(configuration));
    }

    private static DateTimeOffset ReadFrom(IConfiguration configuration) => configuration[FromKey] switch
    {
        null or "" => DateTimeOffset.MinValue,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from) => from,
        _ => throw new InvalidOperationException($"Configuration key '{FromKey}' is no time."),
    };

    private static RSA Load(IConfigurationSection entry)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(entry.Value ?? ""), out _);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"Configuration key '{entry.Path}' is not the base64 of a PKCS#8 private key.", exception);
        }

        return rsa.KeySize >= KeyBitsMin
            ? rsa
            : throw new InvalidOperationException($"Configuration key '{entry.Path}' is shorter than {KeyBitsMin} bits.");
    }

    private static RsaSecurityKey Signer(RSA rsa)
    {
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        return key;
    }

    private static SymmetricSecurityKey Encrypter(RSA rsa) => new(HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        rsa.ExportRSAPrivateKey(),
        outputLength: 32,
        info: "iop-identity codes and refresh tokens"u8.ToArray()));
}
