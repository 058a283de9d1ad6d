using System.Security.Cryptography;
using System.Text;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// Seals what belongs to the platform and to no organization directly under the platform key, for example keys that a framework
/// keeps in the database. Each purpose has a key of its own, derived from the platform key (HKDF).
/// </summary>
public sealed class PlatformSeal(PlatformKeys platform)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int SecretLength = 32;

    /// <returns>The platform key's id, a dot, and base64 of nonce, tag and ciphertext.</returns>
    public string Seal(string purpose, ReadOnlySpan<byte> plain)
    {
        var key = platform.First;
        var bytes = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(KeyFor(key, purpose), TagLength);
        cipher.Encrypt(
            bytes.AsSpan(0, NonceLength), plain, bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength));
        return $"{key.Id}.{Convert.ToBase64String(bytes)}";
    }

    /// <exception cref="EncryptionException">The platform key is not configured, or the text is not what was sealed for this purpose.</exception>
    public byte[] Open(string purpose, string sealedText)
    {
        var (id, text) = sealedText.Split('.') is [var first, var second]
            ? (first, second)
            : throw new EncryptionException($"A text that should be sealed for '{purpose}' is not.");
        if (platform.Find(id) is not { } key)
        {
            throw new EncryptionException(
                $"A text for '{purpose}' is sealed by platform key {id}, which is not configured; configured are {string.Join(", ", platform.Ids)}.");
        }

        try
        {
            var bytes = Convert.FromBase64String(text);
            var plain = new byte[bytes.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(KeyFor(key, purpose), TagLength);
            cipher.Decrypt(
                bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength), plain);
            return plain;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or OverflowException or ArgumentException)
        {
            throw new EncryptionException($"A text for '{purpose}' was changed since platform key {id} sealed it.", exception);
        }
    }

    private static byte[] KeyFor(PlatformKey key, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, key.Secret, SecretLength, info: Encoding.UTF8.GetBytes($"iop platform seal {purpose}"));
}
