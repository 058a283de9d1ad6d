using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace IopPlatform.Persistence.Encryption;

/// <summary>A key that wraps data keys. It stands in no database and no backup.</summary>
/// <param name="Id">Names the key without revealing it.</param>
internal sealed record PlatformKey(string Id, byte[] Secret)
{
    private static readonly byte[] IdLabel = Encoding.UTF8.GetBytes("iop platform key id");

    public static PlatformKey Of(byte[] secret) =>
        new(Convert.ToHexStringLower(HMACSHA256.HashData(secret, IdLabel))[..16], secret);

    public override string ToString() => Id;
}

/// <summary>
/// The platform keys of this process: <c>Encryption:PlatformKeys:n</c>, each base64 of 32 bytes, or one a line in the file that
/// <c>Encryption:PlatformKeyFile</c> names (its keys come first). The first wraps, all unwrap.
/// </summary>
public sealed class PlatformKeys
{
    private const int SecretLength = 32;
    private readonly IConfiguration configuration;
    private volatile PlatformKey[] keys;

    private PlatformKeys(IConfiguration configuration, PlatformKey[] keys) =>
        (this.configuration, this.keys) = (configuration, keys);

    /// <summary>The ids of all keys, the wrapping one first.</summary>
    public IReadOnlyList<string> Ids => [.. keys.Select(key => key.Id)];

    internal PlatformKey First => keys[0];

    /// <exception cref="InvalidOperationException">There is no key, or one is not base64 of 32 bytes.</exception>
    public static PlatformKeys From(IConfiguration configuration) => new(configuration, Read(configuration));

    /// <summary>The id under which a key is known, for the orchestrator that keeps it.</summary>
    public static string IdOf(string base64) => PlatformKey.Of(Parse(base64, "The key")).Id;

    /// <summary>Reads the file and the configuration again: a key was added while the process runs.</summary>
    public void Reload() => keys = Read(configuration);

    internal PlatformKey? Find(string id) => Array.Find(keys, key => key.Id == id);

    private static PlatformKey[] Read(IConfiguration configuration)
    {
        var file = configuration["Encryption:PlatformKeyFile"];
        PlatformKey[] found =
        [
            .. file is { Length: > 0 }
                ? ReadLines(file).Select((line, index) => PlatformKey.Of(Parse(line, $"Line {index + 1} of {file}")))
                : [],
            .. configuration.GetSection("Encryption:PlatformKeys").GetChildren()
                .Where(key => key.Value is { Length: > 0 })
                .Select(key => PlatformKey.Of(Parse(key.Value!, $"Configuration key '{key.Path}'"))),
        ];
        return found.Length > 0
            ? found
            : throw new InvalidOperationException(
                "There is no platform key. Set 'Encryption:PlatformKeys:0' to base64 of 32 random bytes, "
                + "or 'Encryption:PlatformKeyFile' to a file with one such line for each key.");
    }

    private static IEnumerable<string> ReadLines(string file) => File.Exists(file)
        ? File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)
        : throw new InvalidOperationException($"The platform key file {file} is missing. Without it, what is encrypted cannot be read.");

    private static byte[] Parse(string base64, string where)
    {
        var bytes = new byte[SecretLength + 16];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == SecretLength
            ? bytes[..SecretLength]
            : throw new InvalidOperationException($"{where} is not base64 of {SecretLength} bytes.");
    }
}
