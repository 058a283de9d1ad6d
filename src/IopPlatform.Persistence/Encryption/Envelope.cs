using System.Security.Cryptography;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// What an encrypted column holds: version, key id, nonce, tag, ciphertext (AES-256-GCM). The version's byte can begin no
/// UTF-8 text, so that plain content is never taken for an envelope.
/// </summary>
internal static class Envelope
{
    public const byte Version = 0xF9;
    private const int KeyIdLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>The SQL functions iop.is_sealed and iop.is_rekeyed know this number, too.</summary>
    public const int Overhead = 1 + KeyIdLength + NonceLength + TagLength;

    public static bool IsSealed(ReadOnlySpan<byte> value) => value.Length >= Overhead && value[0] == Version;

    public static Guid KeyIdOf(ReadOnlySpan<byte> envelope) => new(envelope.Slice(1, KeyIdLength), bigEndian: true);

    public static byte[] Seal(DataKey key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain)
    {
        var envelope = new byte[Overhead + plain.Length];
        envelope[0] = Version;
        key.Id.TryWriteBytes(envelope.AsSpan(1), bigEndian: true, out _);
        var nonce = envelope.AsSpan(1 + KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key.Secret, TagLength);
        cipher.Encrypt(
            nonce, plain, envelope.AsSpan(Overhead), envelope.AsSpan(1 + KeyIdLength + NonceLength, TagLength), associated);
        return envelope;
    }

    /// <exception cref="AuthenticationTagMismatchException">The envelope or the associated data are not those that were sealed.</exception>
    public static byte[] Open(DataKey key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> envelope)
    {
        var plain = new byte[envelope.Length - Overhead];
        using var cipher = new AesGcm(key.Secret, TagLength);
        cipher.Decrypt(
            envelope.Slice(1 + KeyIdLength, NonceLength),
            envelope[Overhead..],
            envelope.Slice(1 + KeyIdLength + NonceLength, TagLength),
            plain,
            associated);
        return plain;
    }
}
